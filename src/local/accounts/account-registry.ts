import { readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import type { Log } from '../../service/log.ts';
import { writeAtomically } from '../write-atomically.ts';

// G1: what is kept here is no secret: tokens and keys are the vault's.
// G2: what signs out is marked first and cleared away after, so that a crash in between leaves nothing behind.

/** A server that somebody is signed in to, as whom, and by which device. */
export const AccountRecord = z.object({
  accountId: z.uuid(),
  kind: z.enum(['countersign', 'light-portal']),
  name: z.string(),
  /** Without a slash at its end. */
  serverUrl: z.url(),
  issuer: z.url(),
  clientId: z.string(),
  audience: z.string(),
  scopes: z.array(z.string()),
  hostId: z.uuid(),
  userId: z.string(),
  userName: z.string(),
  deviceId: z.uuid(),
  /** It is being signed out: what there is of it is cleared away. */
  leaving: z.boolean().default(false),
});
export type AccountRecord = z.infer<typeof AccountRecord>;

export interface AccountRegistry {
  all(): readonly AccountRecord[];
  /** Puts it in the place of the one with its id, or at the end. @throws Error when the disk does not take it */
  put(record: AccountRecord): void;
  remove(accountId: string): void;
}

const RegistryFile = z.object({ version: z.literal(1), accounts: z.array(AccountRecord) });

/** Reads the file once; from then on this object is the truth and the file its copy. */
export function openRegistry(file: string, log: Log): AccountRegistry {
  let records = readRecords(file, log);
  const write = (next: readonly AccountRecord[]): void => {
    writeAtomically(file, JSON.stringify({ version: 1, accounts: next }, null, 2));
    records = next;
  };
  return {
    all: () => records,
    put(record) {
      const isKnown = records.some(({ accountId }) => accountId === record.accountId);
      write(
        isKnown
          ? records.map((one) => (one.accountId === record.accountId ? record : one))
          : [...records, record],
      );
    },
    remove: (id) => write(records.filter(({ accountId }) => accountId !== id)),
  };
}

/** A file that cannot be understood is set aside, not lost: the replicas that it names may hold answers. */
function readRecords(file: string, log: Log): readonly AccountRecord[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  try {
    return RegistryFile.parse(JSON.parse(text)).accounts;
  } catch {
    const aside = `${file}.damaged`;
    renameSync(file, aside);
    log.warn('The list of accounts could not be read; it was set aside', { aside });
    return [];
  }
}
