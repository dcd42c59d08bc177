import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/message-port';
import { describe, expect, it, vi } from 'vitest';
import type { CallContext } from '../../../src/local/caller.ts';
import { dataPaths } from '../../../src/local/data-folder.ts';
import { largestChunk, longestTextPreview } from '../../../src/shared/contract/files.ts';
import type { accountContract } from '../../../src/shared/contract/contract.ts';
import { openTestAccount, temporaryFolder, type TestAccount } from '../../support/account.ts';
import { fakeTime } from '../../support/fake-time.ts';
import { digestOf, pdf, startFileTask } from '../../support/file-task.ts';

type Api = ContractRouterClient<typeof accountContract>;

/** The account as the window calls it: over a port that carries messages. */
function overPort({ account }: TestAccount): { api: Api; close(): void } {
  const { port1, port2 } = new MessageChannel();
  new RPCHandler<CallContext>(account.router).upgrade(port1, {
    context: { actor: account.actor, source: 'window' },
  });
  port1.start();
  const link = new RPCLink({ port: port2 });
  port2.start();
  return {
    api: createORPCClient(link),
    close: () => {
      port1.close();
      port2.close();
    },
  };
}

const piece = (bytes: Uint8Array) => new File([Uint8Array.from(bytes)], 'piece');

async function withTask(
  work: (task: { test: TestAccount; api: Api; taskAsstId: string; incoming(): string[] }) => Promise<void>,
  time = fakeTime(),
): Promise<void> {
  using folder = temporaryFolder();
  await using test = openTestAccount(folder.path, { time });
  const { taskAsstId } = await startFileTask(test);
  const { api, close } = overPort(test);
  try {
    const incoming = () => readdirSync(join(dataPaths(folder.path).files, 'incoming'));
    await work({ test, api, taskAsstId, incoming });
  } finally {
    close();
  }
}

describe('an upload in pieces, as the window sends it', () => {
  it('arrives whole over the port, with the progress of every piece', async () => {
    await withTask(async ({ api, taskAsstId }) => {
      const bytes = Buffer.concat([pdf(), Buffer.alloc(largestChunk, 7)]);
      const { uploadId, chunkSize } = await api.files.upload.begin({
        taskAsstId,
        requirement: 'contract',
        name: 'contract.pdf',
        size: bytes.length,
      });
      const progress: number[] = [];
      for (let offset = 0; offset < bytes.length; offset += chunkSize) {
        const chunk = piece(bytes.subarray(offset, offset + chunkSize));
        progress.push((await api.files.upload.append({ taskAsstId, uploadId, offset, chunk })).received);
      }
      expect(progress).toEqual([largestChunk, bytes.length]);
      expect((await api.files.list({ taskAsstId })).files).toEqual([]);
      const file = await api.files.upload.finish({ taskAsstId, uploadId, digest: digestOf(bytes) });
      expect(file).toMatchObject({ name: 'contract.pdf', size: bytes.length, digest: digestOf(bytes) });
      expect((await api.files.list({ taskAsstId })).files).toEqual([file]);
    });
  });

  it('goes on where it was when a piece comes twice or too early', async () => {
    await withTask(async ({ api, taskAsstId }) => {
      const bytes = pdf();
      const begun = { taskAsstId, requirement: 'contract', name: 'contract.pdf', size: bytes.length };
      const { uploadId } = await api.files.upload.begin(begun);
      const append = (offset: number, chunk: Uint8Array) =>
        api.files.upload.append({ taskAsstId, uploadId, offset, chunk: piece(chunk) });
      await append(0, bytes.subarray(0, 5));
      const refused = {
        code: 'INVALID_REQUEST',
        data: { fields: [{ pointer: '/offset', message: 'Must be 5.' }] },
      };
      await expect(append(0, bytes.subarray(0, 5))).rejects.toMatchObject(refused);
      await expect(append(9, bytes.subarray(9))).rejects.toMatchObject(refused);
      await append(5, bytes.subarray(5));
      const file = await api.files.upload.finish({ taskAsstId, uploadId });
      expect(file.digest).toBe(digestOf(bytes));
    });
  });

  it.each<[string, (bytes: Buffer) => { sent: Buffer; size: number }, string]>([
    ['shorter than was said', (bytes) => ({ sent: bytes.subarray(1), size: bytes.length }), 'FILE_DAMAGED'],
    ['longer than was said', (bytes) => ({ sent: bytes, size: bytes.length - 1 }), 'FILE_DAMAGED'],
  ])('%s is refused and leaves nothing', async (_what, make, code) => {
    await withTask(async ({ api, taskAsstId, incoming }) => {
      const { sent, size } = make(pdf());
      const begun = { taskAsstId, requirement: 'contract', name: 'contract.pdf', size };
      const { uploadId } = await api.files.upload.begin(begun);
      const sending = async () => {
        await api.files.upload.append({ taskAsstId, uploadId, offset: 0, chunk: piece(sent) });
        await api.files.upload.finish({ taskAsstId, uploadId });
      };
      await expect(sending()).rejects.toMatchObject({ code });
      expect(incoming()).toEqual([]);
      expect((await api.files.list({ taskAsstId })).files).toEqual([]);
      await expect(api.files.upload.finish({ taskAsstId, uploadId })).rejects.toMatchObject({
        code: 'UPLOAD_NOT_FOUND',
      });
    });
  });

  it('of another kind is refused with the piece that shows it, not at the end', async () => {
    await withTask(async ({ api, taskAsstId }) => {
      const begun = { taskAsstId, requirement: 'contract', name: 'contract.pdf', size: 1_000_000 };
      const { uploadId } = await api.files.upload.begin(begun);
      const chunk = piece(Buffer.alloc(100_000, 'MZ executable'));
      await expect(api.files.upload.append({ taskAsstId, uploadId, offset: 0, chunk })).rejects.toMatchObject(
        {
          code: 'FILE_REFUSED',
          message: 'contract.pdf is application/x-msdownload; what is taken: .pdf.',
        },
      );
    });
  });

  it('that is dropped, or left alone for an hour, leaves nothing', async () => {
    const time = fakeTime();
    await withTask(async ({ test, api, taskAsstId, incoming }) => {
      const begun = { taskAsstId, requirement: 'contract', name: 'contract.pdf', size: 100 };
      const dropped = await api.files.upload.begin(begun);
      await api.files.upload.begin(begun);
      expect(incoming()).toHaveLength(2);
      await api.files.upload.abort({ taskAsstId, uploadId: dropped.uploadId });
      expect(incoming()).toHaveLength(1);
      time.advance(3_600_001);
      await test.account.files.tidy();
      expect(incoming()).toEqual([]);
    }, time);
  });

  it('belongs to who began it', async () => {
    await withTask(async ({ test, api, taskAsstId }) => {
      const begun = { taskAsstId, requirement: 'contract', name: 'contract.pdf', size: 100 };
      const { uploadId } = await api.files.upload.begin(begun);
      const other = test.asActor({ userId: 'sam' as never });
      await expect(
        other.files.upload.append({ taskAsstId, uploadId, offset: 0, chunk: piece(pdf()) }),
      ).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' });
    });
  });
});

describe('the beginning of a text', () => {
  it('is shown as text, also of what could be shown as something else; what is no text is not', async () => {
    await withTask(async ({ api }) => {
      await api.workflows.add({ source: anyFilesWorkflow });
      await api.processes.start({ workflow: 'test/anything' });
      const taskAsstId = await taskThatTakesAnything(api);
      const upload = async (name: string, bytes: Uint8Array) => {
        const begun = { taskAsstId, requirement: 'files', name, size: bytes.length };
        const { uploadId } = await api.files.upload.begin(begun);
        await api.files.upload.append({ taskAsstId, uploadId, offset: 0, chunk: piece(bytes) });
        return api.files.upload.finish({ taskAsstId, uploadId });
      };
      const page = await upload('page.html', Buffer.from('<script>alert(1)</script>'));
      expect(page).toMatchObject({ type: 'text/html', preview: 'text' });
      expect(await api.files.text({ taskAsstId, fileId: page.fileId })).toEqual({
        text: '<script>alert(1)</script>',
        truncated: false,
      });
      const long = await upload('long.txt', Buffer.from('ä'.repeat(longestTextPreview)));
      const shown = await api.files.text({ taskAsstId, fileId: long.fileId });
      expect(shown).toEqual({ text: 'ä'.repeat(longestTextPreview / 2), truncated: true });
      const contract = await upload('contract.txt', pdf());
      expect(contract).toMatchObject({ type: 'application/pdf', preview: 'pdf' });
      await expect(api.files.text({ taskAsstId, fileId: contract.fileId })).rejects.toMatchObject({
        code: 'FILE_REFUSED',
      });
    });
  });
});

const anyFilesWorkflow = `
document: { dsl: '1.0.3', namespace: test, name: anything, version: '1.0.0' }
do: [{ a: { ask: { mode: file, prompt: Hand in anything. } } }]
`;

async function taskThatTakesAnything(api: Api): Promise<string> {
  return vi.waitFor(async () => {
    const { humanTasks } = await api.humanTasks.list({});
    const row = humanTasks.find(({ title }) => title === 'Hand in anything.');
    if (row === undefined) throw new Error('Not there yet');
    return row.taskAsstId;
  });
}
