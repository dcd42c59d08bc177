import { AccountSecrets, type TokenVault } from '../../local/accounts/token-vault.ts';
import { writeAtomically } from '../../local/write-atomically.ts';
import type { Log } from '../../service/log.ts';
import { readEncrypted } from '../secrets/encrypted-file.ts';
import type { Keystore } from '../secrets/secret-store.ts';

// V1: tokens and device keys are on disk only encrypted by the system's keystore, in a file of their own: no workflow can name
//     what is in it.
// V2: without a keystore they live as long as the app runs, and nothing of them is written anywhere.

/** The file is read when the first account asks; from then on this object is the truth and the file its copy. */
export function openTokenVault(file: string, keystore: Keystore, log: Log): TokenVault {
  const known = new Map<string, AccountSecrets>();
  let encrypted: Map<string, string> | null = null;
  const kept = (): Map<string, string> => (encrypted ??= new Map(Object.entries(readEncrypted(file, log))));
  const save = (next: Map<string, string>): void => {
    writeAtomically(file, JSON.stringify(Object.fromEntries(next)));
    encrypted = next;
  };
  const decrypted = (accountId: string): AccountSecrets | null => {
    const data = kept().get(accountId);
    if (data === undefined) return null;
    try {
      return AccountSecrets.parse(JSON.parse(keystore.decrypt(Buffer.from(data, 'base64'))));
    } catch {
      log.warn('A sign-in could not be decrypted: the keystore is locked, or it was kept with another one');
      return null;
    }
  };
  return {
    read(accountId) {
      const secrets = known.get(accountId) ?? decrypted(accountId);
      // A keystore that is locked now may be open later.
      if (secrets !== null) known.set(accountId, secrets);
      return secrets;
    },
    write(accountId, secrets) {
      known.set(accountId, secrets);
      if (keystore.problem() !== null) return;
      const data = keystore.encrypt(JSON.stringify(secrets)).toString('base64');
      save(new Map([...kept(), [accountId, data]]));
    },
    remove(accountId) {
      known.delete(accountId);
      if (!kept().has(accountId)) return;
      save(new Map([...kept()].filter(([id]) => id !== accountId)));
    },
    kind: () => (keystore.problem() === null ? 'keystore' : 'memory'),
  };
}
