import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { dataPaths } from '../../src/local/data-folder.ts';
import { openTestAccount, temporaryFolder, type TestAccount } from '../support/account.ts';
import {
  crashCommands,
  type CrashCommand,
  type CrashCommandName,
  type Subject,
} from '../support/crash-commands.ts';

// I1: what was carried out survives. I2: nothing is applied twice. I3: no half transaction (task = places = history = command).

const child = join(import.meta.dirname, '../support/command-crash-child.ts');

function kill(folder: string, name: CrashCommandName, more: readonly string[] = []): Subject {
  const given = [`--folder=${folder}`, `--command=${name}`, '--key=first', ...more];
  const result = spawnSync(process.execPath, [child, ...given], { encoding: 'utf8' });
  if (result.signal !== 'SIGKILL') throw new Error(`The child was not killed: ${result.stderr}`);
  return JSON.parse(result.stdout) as Subject;
}

function checkDatabase(folder: string): void {
  const store = new Sqlite(dataPaths(folder).database, { readonly: true });
  expect(store.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(store.pragma('foreign_key_check')).toEqual([]);
  store.close();
}

/** Everything that a command changes. */
async function stateOf(test: TestAccount, { processId, taskAsstId }: Subject) {
  await test.account.host.settled();
  const { statusCode, tasks } = await test.client.processes.get({ processId });
  const own = tasks.map(({ name, statusCode: status }) => `${name} ${status}`);
  if (taskAsstId === '') return { statusCode, tasks: own, places: [], history: [] };
  const { assignments } = await test.client.humanTasks.get({ taskAsstId });
  const { transitions } = await test.client.humanTasks.history({ taskAsstId });
  return {
    statusCode,
    tasks: own,
    places: assignments.map(({ assigneeId, statusCode: status, unassignedReason }) =>
      [assigneeId, status, unassignedReason].filter((part) => part !== null).join(' '),
    ),
    history: transitions.map(({ status, effectiveUser }) => `${effectiveUser} ${status}`),
  };
}

const asked = ['ann ASSIGNED', 'bob ASSIGNED'];
const waiting = { statusCode: 'W' as const, tasks: ['decide W'] };

/** What has to be there after the kill and after the command was sent again: the whole of it, once. */
const whole: Record<CrashCommandName, Awaited<ReturnType<typeof stateOf>>> = {
  claim: { ...waiting, places: ['ann CLAIMED', 'bob ASSIGNED'], history: [...asked, 'ann CLAIMED'] },
  release: {
    ...waiting,
    places: asked,
    history: [...asked, 'ann CLAIMED', 'ann RELEASED', 'ann ASSIGNED'],
  },
  reassign: {
    ...waiting,
    places: ['ann CANCELLED reassigned', 'bob CANCELLED reassigned', 'carol ASSIGNED'],
    history: [...asked, 'ann CANCELLED', 'bob CANCELLED', 'carol ASSIGNED'],
  },
  assignToMe: {
    ...waiting,
    places: ['ann CANCELLED assigned_to_me', 'bob CANCELLED assigned_to_me', 'ann ASSIGNED'],
    history: [...asked, 'ann CANCELLED', 'bob CANCELLED', 'ann ASSIGNED'],
  },
  joinRole: { ...waiting, places: [...asked, 'carol ASSIGNED'], history: [...asked, 'carol ASSIGNED'] },
  leaveRole: {
    ...waiting,
    places: ['ann CANCELLED left_role', 'bob ASSIGNED'],
    history: [...asked, 'ann CANCELLED'],
  },
  deactivate: {
    ...waiting,
    places: ['ann CANCELLED user_inactive', 'bob ASSIGNED'],
    history: [...asked, 'ann CANCELLED'],
  },
  retryTask: { statusCode: 'F', tasks: ['before C', 'fail F', 'fail F'], places: [], history: [] },
  retryFailed: { statusCode: 'F', tasks: ['before C', 'fail F', 'fail F'], places: [], history: [] },
};

/** Kills the command, starts again, checks, sends it again with `key`, twice, and checks again. @returns both results */
async function killAndRepeat(name: CrashCommandName, key: string): Promise<unknown[]> {
  using folder = temporaryFolder();
  const subject = kill(folder.path, name);
  checkDatabase(folder.path);
  await using test = openTestAccount(folder.path);
  expect(await stateOf(test, subject)).toEqual(whole[name]);
  const results: unknown[] = [];
  for (const _ of [1, 2]) {
    results.push(await crashCommands[name].send(test, subject, key));
    expect(await stateOf(test, subject)).toEqual(whole[name]);
  }
  return results;
}

const names = Object.keys(crashCommands) as CrashCommandName[];

describe('killed when a command is recorded and not yet answered, then started again', () => {
  it.each(names)(
    '%s: it is done whole and once, and sent again it answers as the first time',
    async (name) => {
      const [first, second] = await killAndRepeat(name, 'first');
      expect(first).toBeDefined();
      expect(second).toEqual(first);
    },
  );

  it('claim: what the first sending would have answered comes with the second', async () => {
    using folder = temporaryFolder();
    const subject = kill(folder.path, 'claim');
    await using test = openTestAccount(folder.path);
    const { claimedTs, claimExpiresTs } = await test.client.humanTasks.get(subject);
    expect(await crashCommands.claim.send(test, subject, 'first')).toMatchObject({
      taskAsstId: subject.taskAsstId,
      claimedBy: 'ann',
      claimedTs,
      claimExpiresTs,
    });
  });
});

describe('killed before a command is recorded', () => {
  it.each(names)('%s: nothing of it is there, and sent again it is done', async (name) => {
    using folder = temporaryFolder();
    const subject = kill(folder.path, name, ['--early']);
    await using test = openTestAccount(folder.path);
    expect(await stateOf(test, subject)).not.toEqual(whole[name]);
    const command: CrashCommand = crashCommands[name];
    await command.send(test, subject, 'first');
    expect(await stateOf(test, subject)).toEqual(whole[name]);
  });
});

describe('the checks themselves', () => {
  it('catch a command that is carried out again under another key', async () => {
    await expect(killAndRepeat('claim', 'second')).rejects.toThrow(/expected/i);
  });
});
