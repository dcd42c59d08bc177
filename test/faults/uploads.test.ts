import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import * as fsPromises from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataPaths } from '../../src/local/data-folder.ts';
import type { Disk } from '../../src/local/files/blob-store.ts';
import { openStore } from '../../src/local/store/open.ts';
import { openTestAccount, temporaryFolder, type TestAccount } from '../support/account.ts';
import { digestOf, pdf, startFileTask } from '../support/file-task.ts';

// F1: what lies under a digest is whole. F2: bytes before the row. F4: nothing of a dead process stays in `incoming`.
// U3: nothing half is visible. I1: what was acknowledged survives.

type Operation = 'open' | 'write' | 'sync' | 'rename' | 'sync of the folder';

/** A real disk on which one operation fails until it is healed. */
function failingDisk(operation: Operation, code: string): { disk: Disk; heal(): void } {
  let healthy = false;
  const fail = (what: Operation): void => {
    if (!healthy && what === operation) throw Object.assign(new Error(`${code}: ${what}`), { code });
  };
  const wrap = (handle: fsPromises.FileHandle, flags: unknown): fsPromises.FileHandle =>
    new Proxy(handle, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        return async (...given: unknown[]) => {
          if (property === 'writeFile') fail('write');
          if (property === 'sync') fail(flags === 'r' ? 'sync of the folder' : 'sync');
          return value.apply(target, given) as unknown;
        };
      },
    });
  const disk = {
    ...fsPromises,
    async open(...given: Parameters<Disk['open']>) {
      if (given[1] !== 'r') fail('open');
      return wrap(await fsPromises.open(...given), given[1]);
    },
    async rename(...given: Parameters<Disk['rename']>) {
      fail('rename');
      return fsPromises.rename(...given);
    },
  };
  return { disk, heal: () => (healthy = true) };
}

async function upload({ account }: TestAccount, taskAsstId: string, bytes: Uint8Array) {
  const pieces = (async function* () {
    for (let offset = 0; offset < bytes.length; offset += 10_000)
      yield bytes.subarray(offset, offset + 10_000);
  })();
  const request = { taskAsstId, requirement: 'contract', name: 'contract.pdf', size: null };
  return account.files.upload(account.actor, request, pieces);
}

function lyingIn(folder: string): { incoming: string[]; stored: string[] } {
  const { files } = dataPaths(folder);
  const names = (path: string) => (existsSync(path) ? readdirSync(path) : []);
  const root = join(files, 'sha256');
  return {
    incoming: names(join(files, 'incoming')),
    stored: names(root).flatMap((shelf) => names(join(root, shelf))),
  };
}

describe('a disk that fails while a file arrives', () => {
  it.each<[Operation, string]>([
    ['open', 'ENOSPC'],
    ['write', 'ENOSPC'],
    ['write', 'EIO'],
    ['sync', 'EIO'],
    ['rename', 'ENOSPC'],
    ['sync of the folder', 'EIO'],
  ])(
    'at %s with %s: a clear error, nothing half is visible, and the same file is taken later',
    async (operation, code) => {
      using folder = temporaryFolder();
      const { disk, heal } = failingDisk(operation, code);
      await using test = openTestAccount(folder.path, { disk });
      const { taskAsstId } = await startFileTask(test);
      const bytes = pdf('x'.repeat(50_000));
      await expect(upload(test, taskAsstId, bytes)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      expect((await test.client.files.list({ taskAsstId })).files).toEqual([]);
      expect(lyingIn(folder.path).incoming).toEqual([]);
      heal();
      const file = await upload(test, taskAsstId, bytes);
      expect(file.digest).toBe(digestOf(bytes));
      await test.account.files.tidy();
      expect(lyingIn(folder.path)).toEqual({ incoming: [], stored: [file.digest.slice('sha-256:'.length)] });
    },
  );
});

describe('a database that is full when the bytes are in place', () => {
  it('refuses the file with a clear error, and the bytes go', async () => {
    using folder = temporaryFolder();
    let connection: ReturnType<typeof openStore>['db']['connection'] | undefined;
    await using test = openTestAccount(folder.path, {
      openStore: (paths, reach) => {
        const store = openStore(paths, reach);
        connection = store.db.connection;
        return store;
      },
    });
    const { taskAsstId } = await startFileTask(test);
    const pages = Number(connection?.pragma('page_count', { simple: true }));
    connection?.pragma(`max_page_count = ${pages}`);
    const uploads = async () => {
      // As many as it takes until the last page is full.
      for (let index = 0; index < 100; index += 1) await upload(test, taskAsstId, pdf(String(index)));
    };
    await expect(uploads()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    connection?.pragma('max_page_count = 1073741823');
    const { files } = await test.client.files.list({ taskAsstId });
    await test.account.files.tidy();
    expect(lyingIn(folder.path)).toEqual({
      incoming: [],
      stored: expect.arrayContaining(files.map(({ digest }) => digest.slice('sha-256:'.length))),
    });
    expect(lyingIn(folder.path).stored).toHaveLength(files.length);
  });
});

const child = join(import.meta.dirname, '../support/upload-crash-child.ts');

/** Kills the child at the point, starts again, and checks what is there. @returns what it got acknowledged */
async function killAndRecover(point: string, mutant = ''): Promise<string[]> {
  using folder = temporaryFolder();
  const given = [`--folder=${folder.path}`, `--point=${point}`, `--mutant=${mutant}`];
  const result = spawnSync(process.execPath, [child, ...given], { encoding: 'utf8' });
  if (result.signal !== 'SIGKILL') throw new Error(`The child was not killed: ${result.stderr}`);
  const acknowledged = result.stdout.split('\n').filter((line) => line !== '');

  await using test = openTestAccount(folder.path);
  await test.account.host.settled();
  await test.account.files.tidy();
  const processId = (await test.client.processes.list({})).processes[0]?.processId ?? '';
  const { tasks } = await test.client.processes.get({ processId });
  const taskAsstId = tasks[0]?.taskAsstId ?? '';
  const { files } = await test.client.files.list({ taskAsstId });
  expect(files.length).toBeGreaterThanOrEqual(acknowledged.includes('uploaded') ? 1 : 0);
  const read = files.map(async ({ fileId }) => {
    const { bytes } = await test.account.files.read(test.account.actor, { taskAsstId, fileId });
    return digestOf(Buffer.concat(await bytes.toArray()));
  });
  expect(await Promise.all(read)).toEqual(files.map(({ digest }) => digest));
  expect(lyingIn(folder.path)).toEqual({
    incoming: [],
    stored: files.map(({ digest }) => digest.slice('sha-256:'.length)),
  });
  if (files[0]?.answered !== true) await finishAsTheSameClientWould(test, taskAsstId, files[0]?.handle);
  return acknowledged;
}

async function finishAsTheSameClientWould(test: TestAccount, taskAsstId: string, handle: string | undefined) {
  const uploaded = handle ?? (await upload(test, taskAsstId, pdf())).handle;
  await test.client.humanTasks.complete({ taskAsstId, response: { value: { contract: [uploaded] } } });
}

describe('killed while a file arrives, then started again', () => {
  it.each<[string, string[]]>([
    ['half', []],
    ['upload.written', []],
    ['upload.placed', []],
    ['file.recorded', []],
    ['answer.before-commit', ['uploaded']],
    ['answer.recorded', ['uploaded']],
  ])(
    '%s: the file is there whole or not at all, and nothing else is (F1, F2, F4, U3, I1)',
    async (point, known) => {
      expect(await killAndRecover(point)).toEqual(known);
    },
  );

  it('is noticed by these checks when an upload is acknowledged before it is on disk', async () => {
    await expect(killAndRecover('upload.placed', 'acknowledge-early')).rejects.toThrow(/greater/);
  });
});
