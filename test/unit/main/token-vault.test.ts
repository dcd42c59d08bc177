import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newDeviceKey } from '../../../src/local/accounts/device.ts';
import { openTokenVault } from '../../../src/main/accounts/token-vault.ts';
import type { Keystore } from '../../../src/main/secrets/secret-store.ts';
import { silentLog } from '../../../src/service/log.ts';
import { temporaryFolder } from '../../support/account.ts';

/** Turns bytes around: enough to see whether something was encrypted. */
const keystore: Keystore = {
  problem: () => null,
  encrypt: (text) => Buffer.from(text).reverse(),
  decrypt: (data) => Buffer.from(data).reverse().toString(),
};
const secrets = { refreshToken: 'hunter2', deviceKey: newDeviceKey() };

function inFolder(work: (file: string) => void): void {
  using folder = temporaryFolder();
  work(join(folder.path, 'tokens.json'));
}

describe('the vault of tokens', () => {
  it('keeps them over a restart, encrypted, for their owner only', () =>
    inFolder((file) => {
      const vault = openTokenVault(file, keystore, silentLog);
      vault.write('one', secrets);
      const again = openTokenVault(file, keystore, silentLog);
      expect(again.read('one')).toEqual(secrets);
      expect([again.read('two'), again.kind()]).toEqual([null, 'keystore']);
      expect(readFileSync(file, 'utf8')).not.toMatch(/hunter|refreshToken|"d"/);
      expect(statSync(file).mode & 0o077).toBe(0);
      again.remove('one');
      expect(openTokenVault(file, keystore, silentLog).read('one')).toBeNull();
    }));

  it('writes nothing where there is no keystore, and forgets with the run of the app', () =>
    inFolder((file) => {
      const vault = openTokenVault(file, { ...keystore, problem: () => 'There is none.' }, silentLog);
      vault.write('one', secrets);
      expect([vault.read('one'), vault.kind(), existsSync(file)]).toEqual([secrets, 'memory', false]);
      expect(openTokenVault(file, keystore, silentLog).read('one')).toBeNull();
    }));

  it('has nothing to give while the keystore is locked, and gives it when it is open again', () =>
    inFolder((file) => {
      openTokenVault(file, keystore, silentLog).write('one', secrets);
      let locked = true;
      const decrypt = (data: Buffer) => {
        if (locked) throw new Error('locked');
        return keystore.decrypt(data);
      };
      const vault = openTokenVault(file, { ...keystore, decrypt }, silentLog);
      expect(vault.read('one')).toBeNull();
      locked = false;
      expect(vault.read('one')).toEqual(secrets);
    }));
});
