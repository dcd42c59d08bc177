import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../src/service/log.ts';
import { openSecrets, type Keystore } from '../../../src/main/secrets/secret-store.ts';
import { temporaryFolder } from '../../support/account.ts';

/** Turns bytes around: enough to see whether something was encrypted. */
const keystore: Keystore = {
  problem: () => null,
  encrypt: (text) => Buffer.from(text).reverse(),
  decrypt(data) {
    if (data.toString().startsWith('other')) throw new Error('another key');
    return Buffer.from(data).reverse().toString();
  },
};

function inFolder(work: (file: string) => void): void {
  using folder = temporaryFolder();
  work(join(folder.path, 'secrets.json'));
}

describe('the secrets of this computer', () => {
  it('are there after a restart, as text or as an object, and are on disk only encrypted', () =>
    inFolder((file) => {
      const secrets = openSecrets(file, keystore, silentLog);
      secrets.set('token', 'hunter2');
      secrets.set('mail', '{"username":"me","password":"hunter3"}');
      const again = openSecrets(file, keystore, silentLog);
      expect(again.names()).toEqual(['mail', 'token']);
      expect(again.lookup('token')).toBe('hunter2');
      expect(again.lookup('mail')).toEqual({ username: 'me', password: 'hunter3' });
      expect(readFileSync(file, 'utf8')).not.toMatch(/hunter|password/);
      expect(statSync(file).mode & 0o077).toBe(0);
    }));

  it('give the new value once they are replaced, and none once they are removed', () =>
    inFolder((file) => {
      const secrets = openSecrets(file, keystore, silentLog);
      secrets.set('token', 'old');
      expect(secrets.lookup('token')).toBe('old');
      secrets.set('token', 'new');
      expect(secrets.lookup('token')).toBe('new');
      secrets.remove('token');
      expect([secrets.lookup('token'), secrets.names()]).toEqual([undefined, []]);
      expect(readFileSync(file, 'utf8')).toBe('{}');
    }));

  it('are refused without a keystore, and nothing is written', () =>
    inFolder((file) => {
      const none = { ...keystore, problem: () => 'There is no keystore.' };
      const secrets = openSecrets(file, none, silentLog);
      expect(() => secrets.set('token', 'hunter2')).toThrow(
        expect.objectContaining({ code: 'NO_KEYSTORE', message: 'There is no keystore.' }),
      );
      expect([existsSync(file), secrets.names()]).toEqual([false, []]);
    }));

  it('that another keystore has encrypted are kept, but have no value', () =>
    inFolder((file) => {
      writeFileSync(file, JSON.stringify({ token: Buffer.from('other').toString('base64') }));
      const warn = vi.fn<() => void>();
      const secrets = openSecrets(file, keystore, { ...silentLog, warn });
      expect([secrets.names(), secrets.lookup('token')]).toEqual([['token'], undefined]);
      expect(warn).toHaveBeenCalledOnce();
    }));

  it('in a file that cannot be understood are set aside', () =>
    inFolder((file) => {
      writeFileSync(file, '{"token":');
      expect(openSecrets(file, keystore, silentLog).names()).toEqual([]);
      expect(existsSync(`${file}.damaged`)).toBe(true);
    }));
});
