import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { carriesToken, ensureToken } from '../../../src/main/api/token.ts';
import { temporaryFolder } from '../../support/account.ts';

const token = 'A'.repeat(43);

test('only a bearer of the exact token is let in', () => {
  expect(carriesToken(`Bearer ${token}`, token)).toBe(true);
  expect(carriesToken(`bearer ${token}`, token)).toBe(true);
});

test.each([
  ['no header', undefined],
  ['an empty one', ''],
  ['no token', 'Bearer'],
  ['another token', `Bearer ${'B'.repeat(43)}`],
  ['a part of it', `Bearer ${token.slice(1)}`],
  ['more than it', `Bearer ${token}A`],
  ['another scheme', `Basic ${token}`],
  ['the token alone', token],
  ['two tokens', `Bearer ${token} ${token}`],
])('%s is refused', (_what, header) => {
  expect(carriesToken(header, token)).toBe(false);
});

test('the token is made once, of 32 random bytes, for its owner alone', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'api-token');
  const made = ensureToken(file);
  expect(Buffer.from(made, 'base64url')).toHaveLength(32);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644);
  expect(ensureToken(file)).toBe(made);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a file that holds no token is replaced', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'api-token');
  writeFileSync(file, 'short');
  expect(ensureToken(file)).not.toBe('short');
  expect(readFileSync(file, 'utf8').trim()).toHaveLength(43);
});
