import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serverFindings } from '../../../scripts/lib/server-checks.mjs';
import { pinnedPrograms } from '../../../scripts/lib/server-programs.mjs';
import { temporaryFolder } from '../../support/account.ts';

const program = (folder: string) => ({
  what: 'PostgreSQL',
  version: '18.4',
  size: '23 MB',
  setting: 'DATABASE_URL',
  instead: 'name a PostgreSQL of your own',
  folder,
  executable: join(folder, 'postgres'),
  isOffered: true,
});

/** A program that prints this and ends with this. */
function install(folder: string, said: string, code: number): void {
  writeFileSync(join(folder, 'postgres'), `#!/bin/sh\necho "${said}"\nexit ${code}\n`);
  chmodSync(join(folder, 'postgres'), 0o755);
}

test('a program that starts is told with its version and where it is', () => {
  using folder = temporaryFolder();
  install(folder.path, 'postgres (PostgreSQL) 18.4', 0);
  expect(serverFindings({}, [program(folder.path)])).toEqual([
    {
      name: 'PostgreSQL',
      state: 'good',
      found: `18.4, starts (postgres (PostgreSQL) 18.4), ${folder.path}`,
    },
  ]);
});

test('one that does not start keeps the app from nothing, and can be fetched again', () => {
  using folder = temporaryFolder();
  install(folder.path, 'cannot open shared object file', 127);
  const [finding] = serverFindings({}, [program(folder.path)]);
  expect(finding).toMatchObject({
    state: 'limited',
    means: expect.stringMatching(/^npm start works/) as string,
  });
  expect(finding?.found).toContain('does not start here');
  expect(finding?.todo).toContain(`delete ${folder.path}`);
});

test('one that is not there is fetched by set-up, and one that nobody offers is replaced', () => {
  using folder = temporaryFolder();
  const [missing] = serverFindings({}, [program(folder.path)]);
  expect(missing?.found).toBe('18.4 has not been fetched');
  expect(missing?.todo).toBe('run: node scripts/setup.mjs server (23 MB), or name a PostgreSQL of your own');
  const [strange] = serverFindings({}, [{ ...program(folder.path), isOffered: false }]);
  expect(strange).toMatchObject({ state: 'limited', todo: 'name a PostgreSQL of your own' });
});

test('where the environment names another one, that of the cache does not matter', () => {
  using folder = temporaryFolder();
  const env = { DATABASE_URL: 'postgres://db.example/countersign' };
  expect(serverFindings(env, [program(folder.path)])).toEqual([
    { name: 'PostgreSQL', state: 'good', found: 'another one, named by DATABASE_URL' },
  ]);
});

test('PostgreSQL and Restate are looked at', () => {
  expect(pinnedPrograms().map(({ what, setting }) => [what, setting])).toEqual([
    ['PostgreSQL', 'DATABASE_URL'],
    ['Restate', 'RESTATE_URL'],
  ]);
});
