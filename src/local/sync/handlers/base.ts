import { implement } from '@orpc/server';
import { mapErrors } from '../../../service/contract-error.ts';
import type { Log } from '../../../service/log.ts';
import { accountContract } from '../../../shared/contract/contract.ts';
import type { CallContext } from '../../caller.ts';
import type { Online } from '../account-connection.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { ReplicaFiles } from '../replica/files.ts';
import type { ReplicaParts } from '../replica-parts.ts';
import type { SyncStatus } from '../sync-engine.ts';

/** What the router of a server account serves from. */
export interface RouterParts extends ReplicaParts {
  readonly online: Online;
  readonly outbox: Outbox;
  readonly files: ReplicaFiles;
  readonly status: () => SyncStatus;
  /** There is something to send. */
  readonly nudge: () => void;
}

export type ReplicaBase = ReturnType<typeof createReplicaBase>;

/** Who calls acts as the one user that the account is signed in as. */
export function createReplicaBase(log: Log) {
  return implement(accountContract)
    .$context<CallContext>()
    .use(({ next }) => mapErrors(log)({ next: async () => next() }));
}
