import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Account, AccountDevice } from '../../../../shared/contract/accounts.ts';
import { isReachable } from '../../../app/account-words.ts';
import { api, client, queryClient } from '../../../app/api.ts';
import { strings } from '../../../strings.ts';
import { announce } from '../../../ui/announcer.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { distance, exactTime } from '../../../ui/times.ts';
import { useNow } from '../../../ui/use-now.ts';
import settings from '../settings.module.css';
import classes from './account-devices.module.css';

const words = strings.devices;

/** On which devices this user is signed in to a server, and a way to end that. */
export function AccountDevices({ account }: { readonly account: Account }) {
  const { accountId, name } = account;
  const isOnline = isReachable(account);
  const query = useQuery({
    ...api.accounts.devices.queryOptions({ input: { accountId } }),
    enabled: isOnline,
    staleTime: 0,
  });
  if (!isOnline) return <p className={classes.note}>{words.offline(name)}</p>;
  if (query.isError) {
    return (
      <div className={classes.note}>
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (query.data === undefined) return <p className={classes.note}>{words.reading}</p>;
  return (
    <ul className={classes.devices} aria-label={words.openOf(name)}>
      {query.data.devices.map((device) => (
        <Device key={device.deviceId} accountId={accountId} device={device} />
      ))}
    </ul>
  );
}

function Device({ accountId, device }: { readonly accountId: string; readonly device: AccountDevice }) {
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const { name, lastSeenTs, current } = device;
  return (
    <li className={classes.device}>
      <span className={classes.words}>
        <span className={classes.name}>{name}</span>
        <span className={classes.seen} title={exactTime(lastSeenTs)}>
          {current ? words.current : words.lastSeen(distance(lastSeenTs, now))}
        </span>
      </span>
      {!current && !asking && (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={words.revokeNamed(name)}
          onClick={() => setAsking(true)}
        >
          {words.revoke}
        </Button>
      )}
      {asking && <Sure accountId={accountId} device={device} onKeep={() => setAsking(false)} />}
    </li>
  );
}

interface SureProps {
  readonly accountId: string;
  readonly device: AccountDevice;
  readonly onKeep: () => void;
}

function Sure({ accountId, device: { deviceId, name }, onKeep }: SureProps) {
  const revoke = useMutation({
    mutationFn: () => client.accounts.revokeDevice({ accountId, deviceId }),
    onSuccess: async () => {
      announce(words.revoked(name));
      await queryClient.invalidateQueries({ queryKey: api.accounts.devices.key() });
    },
  });
  return (
    <div className={classes.sure} role="alert">
      <p>{words.sure(name)}</p>
      <div className={settings.buttons}>
        <Button loading={revoke.isPending} onClick={() => revoke.mutate()}>
          {words.confirm}
        </Button>
        <Button variant="default" onClick={onKeep}>
          {words.keep}
        </Button>
      </div>
      {revoke.isError && <ProblemNotice error={revoke.error} />}
    </div>
  );
}
