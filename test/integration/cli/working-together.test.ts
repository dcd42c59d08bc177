import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';
import { UsageError } from '../../../src/cli/report-failure.ts';
import { largestChunk } from '../../../src/shared/contract/files.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import {
  jqWorkerUrl,
  onlyTask,
  samplesFolder,
  scriptWorkerUrl,
  temporaryFolder,
} from '../../support/account.ts';
import { serveAccount, type ServedAccount } from '../../support/api.ts';
import { digestOf, pdf, png, startFileTask } from '../../support/file-task.ts';

/** The command line of this source, speaking to a served account. @returns its exit code and what it printed */
async function run({ paths }: ServedAccount, ...argv: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const program = createProgram({
    clock: systemClock,
    timers: systemTimers,
    ids: systemIds,
    version: '0.1.0',
    userName: 'maya',
    jqWorkerUrl,
    scriptWorkerUrl,
    samplesFolder,
    dataFolder: () => paths.folder,
    print: (text) => out.push(text),
    warn: (text) => out.push(text),
  });
  return { code: await program(argv), out: out.join('\n') };
}

async function withFiles(
  work: (given: {
    served: ServedAccount;
    taskAsstId: string;
    file(name: string, bytes: Uint8Array): string;
  }) => Promise<void>,
): Promise<void> {
  using folder = temporaryFolder();
  await using served = await serveAccount();
  const { taskAsstId } = await startFileTask(served.account);
  await work({
    served,
    taskAsstId,
    file: (name, bytes) => {
      const path = join(folder.path, name);
      writeFileSync(path, bytes);
      return path;
    },
  });
}

describe('countersign answer --file', () => {
  it('uploads the files and hands them in', async () => {
    await withFiles(async ({ served, taskAsstId, file }) => {
      const contract = Buffer.concat([pdf(), Buffer.alloc(largestChunk)]);
      const given = [
        `contract=${file('contract.pdf', contract)}`,
        `pictures=${file('1.png', png)}`,
        `pictures=${file('2.png', png)}`,
      ];
      const { code, out } = await run(
        served,
        'answer',
        taskAsstId,
        ...given.flatMap((one) => ['--file', one]),
      );
      expect({ code, out }).toEqual({
        code: 0,
        out: 'Answered “contract.pdf, 1.png, 2.png”: Hand in the signed contract.',
      });
      await served.account.account.host.settled();
      const { context } = await onlyTask(served.account);
      expect(context).toMatchObject({
        value: { contract: [{ name: 'contract.pdf', size: contract.length, digest: digestOf(contract) }] },
      });
    });
  });

  it('is explained by `show`', async () => {
    await withFiles(async ({ served, taskAsstId }) => {
      const { out } = await run(served, 'show', taskAsstId);
      expect(out).toContain('--file contract=<path>');
      expect(out).toContain('# Signed contract: .pdf, at most 1 MB');
      expect(out).toContain('# Pictures (optional): image/*, at most 25 MB, up to 3 files');
    });
  });

  it.each<[string, string[], RegExp]>([
    ['a name that is not asked for', ['--file', 'invoice=x.pdf'], /names are: contract, pictures/],
    ['a path that is not there', ['--file', 'contract=/nowhere/x.pdf'], /cannot be read/],
    ['a value', ['--value', 'x'], /takes no --value/],
  ])('refuses %s', async (_what, args, message) => {
    await withFiles(async ({ served, taskAsstId }) => {
      const refused = run(served, 'answer', taskAsstId, ...args);
      await expect(refused).rejects.toThrow(UsageError);
      await expect(refused).rejects.toThrow(message);
    });
  });
});

describe('countersign discuss', () => {
  it('writes with a text, and without one shows what was written and marks it as read', async () => {
    await withFiles(async ({ served, taskAsstId }) => {
      expect(await run(served, 'discuss', taskAsstId)).toEqual({
        code: 0,
        out: 'Nobody has written anything yet.',
      });
      expect(await run(served, 'discuss', taskAsstId, 'Which contract?')).toEqual({
        code: 0,
        out: 'Posted.',
      });
      const { out } = await run(served, 'discuss', taskAsstId);
      expect(out).toMatch(/^maya · .*\nWhich contract\?$/);
    });
  });
});
