import { Button } from '@mantine/core';
import { IconCloudDown, IconCloudOff, IconUserExclamation } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Account } from '../../shared/contract/accounts.ts';
import { strings } from '../strings.ts';
import { announce } from '../ui/announcer.tsx';
import { toProblem } from '../ui/problem.ts';
import { exactTime } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import classes from './account-banner.module.css';
import { needsPerson, stateInWords, troubled } from './account-words.ts';
import { useServers } from './accounts.ts';
import { client } from './api.ts';
import { goTo } from './use-place.ts';

const words = strings.accounts;

/** Said across the window while an account is not connected as it should be: what that means, and the one thing that helps. */
export function AccountBanner() {
  const [account, ...others] = troubled(useServers());
  if (account === undefined) return null;
  return <Banner account={account} others={others.length} />;
}

interface BannerProps {
  readonly account: Account;
  readonly others: number;
}

function Banner({ account, others }: BannerProps) {
  const now = useNow();
  const { state, name, confirmedTs, problem, progress } = account;
  const said = words.named(name, stateInWords(account, now));
  const Icon =
    state === 'catching-up' ? IconCloudDown : needsPerson(state) ? IconUserExclamation : IconCloudOff;
  return (
    <section
      className={classes.banner}
      data-tone={needsPerson(state) ? 'warning' : 'plain'}
      aria-label={words.bannerRegion}
    >
      <Icon size={16} stroke={1.75} aria-hidden />
      <strong
        className={classes.state}
        title={confirmedTs === null ? undefined : `${words.confirmed}: ${exactTime(confirmedTs)}`}
      >
        {others === 0 ? said : words.andMore(said, others)}
      </strong>
      <span className={classes.text} title={problem ?? undefined}>
        {words.banner[state]}
      </span>
      {state === 'catching-up' && progress !== null && (
        <progress
          className={classes.progress}
          aria-label={words.progressOf(name)}
          value={progress.done}
          max={progress.total}
        />
      )}
      <Action account={account} />
    </section>
  );
}

function Action({ account: { accountId, kind, state, name } }: Pick<BannerProps, 'account'>) {
  const onError = (error: unknown) => announce(toProblem(error).title, 'info');
  const signIn = useMutation({ mutationFn: () => client.accounts.signInAgain({ accountId }), onError });
  const sync = useMutation({ mutationFn: () => client.accounts.syncNow({ accountId }), onError });
  const cancel = useMutation({ mutationFn: () => client.accounts.cancelSignIn(), onError });
  if (state === 'signing-in' || signIn.isPending) {
    return (
      <BannerButton busy={cancel.isPending} onClick={() => cancel.mutate()}>
        {words.cancel}
      </BannerButton>
    );
  }
  if (state === 'offline' || state === 'access-ended') {
    return (
      <BannerButton label={words.syncNowTo(name)} busy={sync.isPending} onClick={() => sync.mutate()}>
        {words.syncNow}
      </BannerButton>
    );
  }
  if (state === 'token-expired' || state === 'device-revoked' || state === 'signed-out') {
    return (
      <BannerButton
        label={words.signInAgainTo(name)}
        busy={false}
        onClick={() => {
          signIn.mutate();
          // Its code has to be read there.
          if (kind === 'light-portal') goTo({ kind: 'settings' });
        }}
      >
        {words.signInAgain}
      </BannerButton>
    );
  }
  return null;
}

interface BannerButtonProps {
  /** Its name, where the text alone does not say which account is meant. */
  readonly label?: string;
  readonly busy: boolean;
  readonly onClick: () => void;
  readonly children: string;
}

function BannerButton({ label, busy, onClick, children }: BannerButtonProps) {
  return (
    <Button
      variant="default"
      size="compact-sm"
      className={classes.action}
      aria-label={label}
      loading={busy}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
