import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dataPaths } from '../../../src/local/data-folder.ts';
import { backupStore, restoreStore } from '../../../src/local/store/backup.ts';
import { blobPath, filesOf } from '../../../src/local/store/blob-path.ts';
import { openTestAccount, temporaryFolder, type TestAccount } from '../../support/account.ts';
import { digestOf, pdf, startFileTask } from '../../support/file-task.ts';

async function handIn(test: TestAccount, taskAsstId: string, bytes: Uint8Array) {
  const request = { taskAsstId, requirement: 'contract', name: 'contract.pdf', size: bytes.length };
  return test.account.files.upload(test.account.actor, request, [bytes] as never);
}

async function bytesOf(test: TestAccount, taskAsstId: string): Promise<string[]> {
  const { files } = await test.client.files.list({ taskAsstId });
  const read = files.map(async ({ fileId }) => {
    const { bytes } = await test.account.files.read(test.account.actor, { taskAsstId, fileId });
    return Buffer.concat(await bytes.toArray()).toString();
  });
  return Promise.all(read);
}

it('a backup brings the files along, and a restore keeps those that were there beside the kept database', async () => {
  using folder = temporaryFolder();
  using elsewhere = temporaryFolder();
  const paths = dataPaths(folder.path);
  const backup = join(elsewhere.path, 'backup.db');
  const [before, after] = [pdf('before'), pdf('after')];
  let taskAsstId = '';
  {
    await using test = openTestAccount(folder.path);
    ({ taskAsstId } = await startFileTask(test));
    const first = await handIn(test, taskAsstId, before);
    expect(await backupStore(paths, backup)).toEqual([]);
    await test.client.files.remove({ taskAsstId, fileId: first.fileId });
    await handIn(test, taskAsstId, after);
  }
  const kept = restoreStore(paths, backup, 'x') ?? '';
  {
    await using test = openTestAccount(folder.path);
    await test.account.files.tidy();
    expect(await bytesOf(test, taskAsstId)).toEqual([before.toString()]);
    expect(existsSync(blobPath(paths.files, digestOf(after)))).toBe(false);
  }
  restoreStore(paths, kept, 'y');
  await using test = openTestAccount(folder.path);
  expect(await bytesOf(test, taskAsstId)).toEqual([after.toString()]);
});

it('a backup says which files it could not read as they were stored, and has everything else', async () => {
  using folder = temporaryFolder();
  using elsewhere = temporaryFolder();
  const paths = dataPaths(folder.path);
  const backup = join(elsewhere.path, 'backup.db');
  const texts = ['whole', 'missing', 'damaged'].map((text) => pdf(text));
  const [whole, missing, damaged] = texts.map(digestOf) as [string, string, string];
  await using test = openTestAccount(folder.path);
  const { taskAsstId } = await startFileTask(test);
  for (const bytes of texts) await handIn(test, taskAsstId, bytes);
  rmSync(blobPath(paths.files, missing));
  writeFileSync(blobPath(paths.files, damaged), 'something else');
  expect(new Set(await backupStore(paths, backup))).toEqual(new Set([missing, damaged]));
  expect(existsSync(blobPath(filesOf(backup), whole))).toBe(true);
  expect(existsSync(blobPath(filesOf(backup), damaged))).toBe(false);
});

it('a file whose bytes were changed on the disk is not given out as if it were whole', async () => {
  using folder = temporaryFolder();
  const { files } = dataPaths(folder.path);
  await using test = openTestAccount(folder.path);
  const { taskAsstId } = await startFileTask(test);
  const { fileId, digest } = await handIn(test, taskAsstId, pdf());
  const question = { taskAsstId, fileId };
  writeFileSync(blobPath(files, digest), 'something else');
  const { bytes } = await test.account.files.read(test.account.actor, question);
  await expect(bytes.toArray()).rejects.toMatchObject({ code: 'FILE_DAMAGED' });
  rmSync(blobPath(files, digest));
  await expect(test.account.files.read(test.account.actor, question)).rejects.toMatchObject({
    code: 'FILE_DAMAGED',
    details: { next: expect.stringContaining('backup') },
  });
});
