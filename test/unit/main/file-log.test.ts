import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logFile, openFileLog, rotate } from '../../../src/main/app/file-log.ts';
import { temporaryFolder } from '../../support/account.ts';

test('a message is one line with its fields, readable by its owner alone', () => {
  using folder = temporaryFolder();
  openFileLog(folder.path).info('The window is shown', { sinceStart: 400 });
  expect(readFileSync(logFile(folder.path), 'utf8')).toMatch(
    /^\[.*\] \[info\]\s+The window is shown \{"sinceStart":400\}\n$/,
  );
  expect(statSync(logFile(folder.path)).mode & 0o777).toBe(0o600);
});

test('a full file moves on and the third oldest goes', () => {
  using folder = temporaryFolder();
  for (const content of ['oldest', 'older', 'old', 'new']) {
    writeFileSync(logFile(folder.path), content);
    rotate(folder.path);
  }
  expect(readdirSync(folder.path).toSorted()).toEqual(['main.1.log', 'main.2.log']);
  expect(readFileSync(join(folder.path, 'main.1.log'), 'utf8')).toBe('new');
  expect(readFileSync(join(folder.path, 'main.2.log'), 'utf8')).toBe('old');
});

test('a file of more than five megabytes is rotated by the next message', () => {
  using folder = temporaryFolder();
  writeFileSync(logFile(folder.path), 'x'.repeat(5 * 1024 * 1024 + 1));
  openFileLog(folder.path).info('After');
  expect(readFileSync(logFile(folder.path), 'utf8')).toMatch(/After\n$/);
  expect(statSync(join(folder.path, 'main.1.log')).size).toBeGreaterThan(5 * 1024 * 1024);
});
