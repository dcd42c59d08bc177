import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRegistry, type AccountRecord } from '../../../../src/local/accounts/account-registry.ts';
import { silentLog } from '../../../../src/service/log.ts';
import { temporaryFolder } from '../../../support/account.ts';

const record = (number: number): AccountRecord => ({
  accountId: `00000009-0000-7000-8000-00000000000${number}`,
  kind: 'countersign',
  name: `Team ${number}`,
  serverUrl: 'https://team.example',
  issuer: 'https://idp.example',
  clientId: 'app',
  audience: 'team',
  scopes: ['workflow.read'],
  hostId: '00000001-0000-7000-8000-000000000001',
  userId: 'alice',
  userName: 'Alice',
  deviceId: `00000008-0000-7000-8000-00000000000${number}`,
  leaving: false,
});

function inFolder(work: (file: string) => void): void {
  using folder = temporaryFolder();
  work(join(folder.path, 'accounts.json'));
}

describe('the list of accounts', () => {
  it('is there after a restart, in its order, and only its owner reads it', () =>
    inFolder((file) => {
      const registry = openRegistry(file, silentLog);
      registry.put(record(1));
      registry.put(record(2));
      registry.put({ ...record(1), leaving: true });
      expect(openRegistry(file, silentLog).all()).toEqual([{ ...record(1), leaving: true }, record(2)]);
      expect(statSync(file).mode & 0o077).toBe(0);
      registry.remove(record(1).accountId);
      expect(openRegistry(file, silentLog).all()).toEqual([record(2)]);
    }));

  it('that cannot be read is set aside', () =>
    inFolder((file) => {
      writeFileSync(file, '{"version":7}');
      expect(openRegistry(file, silentLog).all()).toEqual([]);
      expect(readFileSync(`${file}.damaged`, 'utf8')).toBe('{"version":7}');
      expect(existsSync(file)).toBe(false);
    }));

  it('is as it was where the disk does not take the new one', () => {
    const registry = openRegistry('/dev/null/accounts.json', silentLog);
    expect(() => registry.put(record(1))).toThrow(expect.objectContaining({ code: 'STORE_UNAVAILABLE' }));
    expect(registry.all()).toEqual([]);
  });
});
