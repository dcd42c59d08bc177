import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Account } from '../../../../shared/contract/accounts.ts';
import { client } from '../../../app/api.ts';
import { readAgain } from '../../../app/outbox.ts';
import { goTo } from '../../../app/use-place.ts';
import { strings } from '../../../strings.ts';
import { announce } from '../../../ui/announcer.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import settings from '../settings.module.css';
import classes from './accounts.module.css';

const words = strings.accounts;

interface SignOutProps {
  readonly account: Account;
  readonly onStay: () => void;
}

/** Asks once, where one has pressed, and says what would be lost. */
export function SignOut({ account, onStay }: SignOutProps) {
  const { accountId, name, queued } = account;
  const signOut = useMutation({
    mutationFn: () => client.accounts.signOut({ accountId, discardQueued: queued > 0 }),
    onSuccess: async () => {
      announce(words.signedOut(name));
      await readAgain();
    },
  });
  return (
    <div className={classes.sure} role="alert">
      <p>{words.signOutSure(name)}</p>
      {queued > 0 && <p className={classes.loses}>{words.signOutQueued(queued)}</p>}
      <div className={settings.buttons}>
        {queued > 0 && (
          <Button onClick={() => goTo({ kind: 'queue', entryId: null })}>{words.seeQueue}</Button>
        )}
        <Button
          variant={queued > 0 ? 'default' : 'filled'}
          loading={signOut.isPending}
          onClick={() => signOut.mutate()}
        >
          {queued > 0 ? words.confirmDiscard(queued) : words.confirmSignOut}
        </Button>
        <Button variant="default" onClick={onStay}>
          {words.stay}
        </Button>
      </div>
      {signOut.isError && <ProblemNotice error={signOut.error} />}
    </div>
  );
}
