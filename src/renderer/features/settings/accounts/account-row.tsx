import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Account } from '../../../../shared/contract/accounts.ts';
import { isConnecting, needsPerson, stateInWords } from '../../../app/account-words.ts';
import { useSignInCode } from '../../../app/accounts.ts';
import { client } from '../../../app/api.ts';
import { strings } from '../../../strings.ts';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { distance, exactTime } from '../../../ui/times.ts';
import { useNow } from '../../../ui/use-now.ts';
import settings from '../settings.module.css';
import { AccountDevices } from './account-devices.tsx';
import classes from './accounts.module.css';
import { EnterCode } from './sign-in-code.tsx';
import { SignOut } from './sign-out.tsx';

const words = strings.accounts;

/** One account: whose it is, how it stands to its server in words, what waits on this computer, and what one can do. */
export function AccountRow({ account }: { readonly account: Account }) {
  const { kind, name } = account;
  const [devices, setDevices] = useState(false);
  const code = useSignInCode(account.accountId);
  return (
    <section className={classes.account} aria-label={name}>
      <div className={settings.row}>
        <div className={settings.words}>
          <p className={settings.label}>{name}</p>
          <p className={settings.text}>{whoAndWhere(account)}</p>
          {kind === 'local' ? <p className={settings.text}>{words.local}</p> : <State account={account} />}
        </div>
        {kind !== 'local' && (
          <Actions account={account}>
            {kind === 'countersign' && (
              <Button
                variant="default"
                aria-label={strings.devices.openOf(name)}
                aria-expanded={devices}
                onClick={() => setDevices(!devices)}
              >
                {strings.devices.open}
              </Button>
            )}
          </Actions>
        )}
      </div>
      {code !== null && (
        <div className={classes.add}>
          <EnterCode code={code} />
        </div>
      )}
      {devices && <AccountDevices account={account} />}
    </section>
  );
}

function whoAndWhere({ userName, serverUrl }: Account): string {
  return serverUrl === null ? userName : words.user(userName, serverUrl.replace(/^https:\/\//, ''));
}

function State({ account }: { readonly account: Account }) {
  const now = useNow();
  const { state, confirmedTs, nextTryTs, problem, queued, attention } = account;
  const details = [
    ...(problem === null ? [] : [problem.replace(/\.$/, '')]),
    ...(nextTryTs === null || state === 'online' ? [] : [`${words.nextTry} ${distance(nextTryTs, now)}`]),
    ...(queued === 0 ? [] : [words.queued(queued)]),
    ...(attention === 0 ? [] : [words.attention(attention)]),
  ];
  return (
    <p
      className={classes.state}
      data-state={needsPerson(state) ? 'warning' : state === 'online' ? 'online' : 'plain'}
      title={confirmedTs === null ? undefined : `${words.confirmed}: ${exactTime(confirmedTs)}`}
    >
      <span className={classes.dot} aria-hidden />
      <span>
        <strong>{stateInWords(account, now)}</strong>
        {details.length > 0 && ` · ${details.join(' · ')}`}
      </span>
    </p>
  );
}

function Actions({ account, children }: { readonly account: Account; readonly children: ReactNode }) {
  const { accountId, name, state } = account;
  const [leaving, setLeaving] = useState(false);
  const signIn = useMutation({ mutationFn: () => client.accounts.signInAgain({ accountId }) });
  const sync = useMutation({ mutationFn: () => client.accounts.syncNow({ accountId }) });
  const cancel = useMutation({ mutationFn: () => client.accounts.cancelSignIn() });
  if (leaving) return <SignOut account={account} onStay={() => setLeaving(false)} />;
  const isSigningIn = state === 'signing-in' || signIn.isPending;
  const isOut = ['token-expired', 'device-revoked', 'access-ended', 'signed-out'].includes(state);
  const error = signIn.error ?? sync.error ?? cancel.error;
  return (
    <div className={classes.side}>
      <div className={settings.buttons}>
        {isSigningIn && (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {words.cancel}
          </Button>
        )}
        {isOut && !isSigningIn && (
          <Button aria-label={words.signInAgainTo(name)} onClick={() => signIn.mutate()}>
            {words.signInAgain}
          </Button>
        )}
        {state === 'offline' && !isConnecting(account) && (
          <Button
            variant="default"
            aria-label={words.syncNowTo(name)}
            loading={sync.isPending}
            onClick={() => sync.mutate()}
          >
            {words.syncNow}
          </Button>
        )}
        {children}
        <Button variant="default" aria-label={words.signOutOf(name)} onClick={() => setLeaving(true)}>
          {words.signOut}
        </Button>
      </div>
      {error !== null && <ProblemNotice error={error} />}
    </div>
  );
}
