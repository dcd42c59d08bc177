import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { onlyTask, startSource } from '../../support/account.ts';
import { serveAccount, type ServedAccount } from '../../support/api.ts';
import {
  beginPut,
  digestOf,
  fetchBytes,
  pdf,
  png,
  put,
  startFileTask,
  type Upload,
} from '../../support/file-task.ts';

interface Handing {
  readonly served: ServedAccount;
  readonly taskAsstId: string;
  readonly processId: string;
  upload(bytes: Uint8Array, upload?: Upload): ReturnType<typeof put>;
  complete(value: unknown): ReturnType<ServedAccount['call']>;
}

async function withTask(work: (handing: Handing) => Promise<void>): Promise<void> {
  await using served = await serveAccount();
  const token = readFileSync(served.paths.apiToken, 'utf8').trim();
  const { taskAsstId, processId } = await startFileTask(served.account);
  await work({
    served,
    taskAsstId,
    processId,
    upload: (bytes, upload) => put(served, token, taskAsstId, bytes, upload),
    complete: (value) =>
      served.call('POST', `/api/human-tasks/${taskAsstId}/complete`, {
        body: JSON.stringify({ response: { value } }),
      }),
  });
}

function stored(served: ServedAccount): string[] {
  const root = join(served.paths.files, 'sha256');
  const shelves = existsSync(root) ? readdirSync(root) : [];
  return shelves.flatMap((shelf) => readdirSync(join(root, shelf)));
}

function arriving(served: ServedAccount): string[] {
  const folder = join(served.paths.files, 'incoming');
  return existsSync(folder) ? readdirSync(folder) : [];
}

describe('what is asked for', () => {
  it('[I39] is listed with title, kinds, size and count, every default filled in', async () => {
    await withTask(async ({ served, taskAsstId }) => {
      const { body } = await served.call('GET', `/api/human-tasks/${taskAsstId}`);
      expect(body).toMatchObject({
        ask: {
          mode: 'file',
          files: [
            {
              name: 'contract',
              title: 'Signed contract',
              required: true,
              accept: ['.pdf'],
              maxSize: 1024 * 1024,
              minCount: 1,
              maxCount: 1,
            },
            { name: 'pictures', title: 'Pictures', required: false, accept: ['image/*'], maxCount: 3 },
          ],
        },
      });
    });
  });
});

describe('an upload over HTTP', () => {
  it('is stored once under its digest, and listed with its facts', async () => {
    await withTask(async ({ served, taskAsstId, upload }) => {
      const bytes = pdf();
      const { status, file } = await upload(bytes, { digest: digestOf(bytes) });
      expect(status).toBe(201);
      expect(file).toMatchObject({
        name: 'contract.pdf',
        size: bytes.length,
        type: 'application/pdf',
        digest: digestOf(bytes),
        handle: `countersign:file:${file.fileId}`,
        requirement: 'contract',
        uploadedBy: 'maya',
        preview: 'pdf',
        answered: false,
      });
      await upload(bytes, { name: 'again.pdf' });
      const { body } = await served.call('GET', `/api/human-tasks/${taskAsstId}/files`);
      expect(body).toMatchObject({ files: [{ name: 'contract.pdf' }, { name: 'again.pdf' }] });
      expect(stored(served)).toEqual([digestOf(bytes).slice('sha-256:'.length)]);
      expect(arriving(served)).toEqual([]);
    });
  });

  it('can be fetched again byte for byte, as an attachment that nothing may run', async () => {
    await withTask(async ({ served, taskAsstId, upload }) => {
      const { file } = await upload(png, { requirement: 'pictures', name: 'a "picture".png' });
      expect(file).toMatchObject({ name: 'a _picture_.png', preview: 'image' });
      const fetched = await fetchBytes(served, `/api/human-tasks/${taskAsstId}/files/${file.fileId}/content`);
      expect(fetched.bytes).toEqual(png);
      expect(fetched.headers).toMatchObject({
        'content-type': 'image/png',
        'content-disposition': "attachment; filename*=UTF-8''a%20_picture_.png",
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      });
    });
  });

  it.each<[string, Buffer, Upload, number, string]>([
    [
      'that is larger than is taken',
      Buffer.concat([pdf(), Buffer.alloc(1024 * 1024)]),
      {},
      413,
      'FILE_TOO_LARGE',
    ],
    ['of another kind than its name says', png, { name: 'contract.pdf' }, 422, 'FILE_REFUSED'],
    ['of a kind that is not asked for', pdf(), { requirement: 'pictures' }, 422, 'FILE_REFUSED'],
    ['that is empty', Buffer.alloc(0), {}, 422, 'FILE_REFUSED'],
    ['whose checksum is another one', pdf(), { digest: digestOf(png) }, 422, 'FILE_DAMAGED'],
    ['for a name that is not asked for', pdf(), { requirement: 'invoice' }, 400, 'INVALID_REQUEST'],
  ])('%s is refused, and nothing of it stays', async (_what, bytes, how, status, code) => {
    await withTask(async ({ served, taskAsstId, upload }) => {
      expect(await upload(bytes, how)).toMatchObject({
        status,
        body: { code, message: expect.any(String), data: { next: expect.any(String) } },
      });
      expect(stored(served)).toEqual([]);
      expect(arriving(served)).toEqual([]);
      const { body } = await served.call('GET', `/api/human-tasks/${taskAsstId}/files`);
      expect(body).toEqual({ files: [] });
    });
  });

  it('says how large a file may be when one is too large', async () => {
    await withTask(async ({ upload }) => {
      const { body } = await upload(Buffer.concat([pdf(), Buffer.alloc(2 * 1024 * 1024)]));
      expect(body).toMatchObject({ message: expect.stringMatching(/contract\.pdf is 2 MB.*at most 1 MB/) });
    });
  });

  it('is described by the OpenAPI document beside everything else', async () => {
    await withTask(async ({ served }) => {
      expect((await served.call('GET', '/api/openapi.json')).body).toMatchObject({
        paths: {
          '/human-tasks/{taskAsstId}/files': {
            get: expect.anything(),
            put: { requestBody: expect.anything() },
          },
          '/human-tasks/{taskAsstId}/files/{fileId}/content': { get: expect.anything() },
          '/human-tasks/{taskAsstId}/uploads/{uploadId}': { post: expect.anything() },
        },
      });
    });
  });

  it('whose sender goes away in its midst leaves nothing', async () => {
    await withTask(async ({ served, taskAsstId }) => {
      const breakOff = beginPut(served, taskAsstId, pdf('x'.repeat(100_000)));
      await vi.waitFor(() => expect(arriving(served)).toHaveLength(1));
      breakOff();
      await vi.waitFor(() => expect(arriving(served)).toEqual([]));
      expect(stored(served)).toEqual([]);
      expect((await served.account.client.files.list({ taskAsstId })).files).toEqual([]);
    });
  });

  it('without the token never begins', async () => {
    await withTask(async ({ served, taskAsstId }) => {
      expect(await put(served, 'A'.repeat(43), taskAsstId, pdf())).toMatchObject({ status: 401 });
    });
  });
});

describe('an answer with files', () => {
  it('[I42] [I43] [H40] completes the task, and the workflow sees name, size, type, digest and a handle', async () => {
    await withTask(async ({ served, processId, upload, complete }) => {
      const contract = (await upload(pdf())).file;
      const pictures = [
        (await upload(png, { requirement: 'pictures', name: '1.png' })).file,
        (await upload(png, { requirement: 'pictures', name: '2.png' })).file,
      ];
      const sent = {
        contract: [contract.handle],
        pictures: pictures.map(({ handle }) => ({ handle, name: 'a lie', size: 1 })),
      };
      expect(await complete(sent)).toMatchObject({ status: 200, body: { taskStatusCode: 'C' } });
      await served.account.account.host.settled();
      const reference = ({ handle, name, size, type, digest }: typeof contract) => ({
        handle,
        name,
        size,
        type,
        digest,
      });
      const decision = await onlyTask(served.account);
      expect(decision.context).toMatchObject({
        value: { contract: [reference(contract)], pictures: pictures.map(reference) },
      });
      expect(decision.processId).toBe(processId);
    });
  });

  it('can be read by who decides on it in a later task of the process', async () => {
    await withTask(async ({ served, upload, complete }) => {
      const { file } = await upload(pdf());
      await complete({ contract: [file.handle] });
      await served.account.account.host.settled();
      const { taskAsstId } = await onlyTask(served.account);
      expect(await served.call('GET', `/api/human-tasks/${taskAsstId}/files/${file.fileId}`)).toMatchObject({
        status: 200,
        body: { name: 'contract.pdf', answered: true },
      });
    });
  });

  it.each<[string, (handle: string) => unknown, string]>([
    ['without a required file', () => ({ contract: [] }), '/value/contract'],
    [
      'with a file that was not uploaded',
      () => ({ contract: ['countersign:file:nothing'] }),
      '/value/contract/0',
    ],
    ['with more files than are taken', (handle) => ({ contract: [handle, handle] }), '/value/contract'],
    ['with a name that is not asked for', (handle) => ({ contract: [handle], other: [] }), '/value/other'],
    ['that is no list of files', () => ({ contract: 'contract.pdf' }), '/value/contract'],
  ])('%s is refused at the place where it is wrong', async (_what, value, pointer) => {
    await withTask(async ({ upload, complete }) => {
      const { file } = await upload(pdf());
      const { status, body } = await complete(value(file.handle));
      expect(status).toBe(422);
      expect(body).toMatchObject({ code: 'ANSWER_INVALID' });
      const { fields } = (body as { data: { fields: { pointer: string }[] } }).data;
      expect(fields.map((field) => field.pointer)).toContain(pointer);
    });
  });

  it('cannot hand in the file of another task', async () => {
    await withTask(async ({ served, upload, complete }) => {
      const { file } = await upload(pdf());
      await complete({ contract: [file.handle] });
      await startSource(
        served.account,
        `
document: { dsl: '1.0.3', namespace: test, name: other, version: '1.0.0' }
do: [{ a: { ask: { mode: file, prompt: Files } } }]`,
      );
      const rows = (await served.account.client.humanTasks.list({})).humanTasks;
      const other = rows.find((row) => row.mode === 'file');
      const reply = await served.call('POST', `/api/human-tasks/${other?.taskAsstId}/complete`, {
        body: JSON.stringify({ response: { value: { files: [file.handle] } } }),
      });
      expect(reply).toMatchObject({
        status: 422,
        body: { data: { fields: [{ pointer: '/value/files/0' }] } },
      });
    });
  });
});

describe('files that no task needs', () => {
  it('go: those that were taken back at once, those that were not handed in with the answer', async () => {
    await withTask(async ({ served, taskAsstId, upload, complete }) => {
      const first = (await upload(pdf('first'))).file;
      const second = (await upload(pdf('second'), { name: 'second.pdf' })).file;
      const third = (await upload(pdf('third'), { name: 'third.pdf' })).file;
      expect(
        await served.call('DELETE', `/api/human-tasks/${taskAsstId}/files/${first.fileId}`),
      ).toMatchObject({
        status: 200,
      });
      expect(stored(served)).toHaveLength(2);
      await complete({ contract: [third.handle] });
      await served.account.account.files.tidy();
      expect(stored(served)).toEqual([third.digest.slice('sha-256:'.length)]);
      expect(await served.call('GET', `/api/human-tasks/${taskAsstId}/files/${second.fileId}`)).toMatchObject(
        {
          status: 404,
          body: { code: 'FILE_NOT_FOUND' },
        },
      );
    });
  });

  it('stay while anything names their bytes', async () => {
    await withTask(async ({ served, taskAsstId, upload }) => {
      const first = (await upload(pdf())).file;
      await upload(pdf(), { name: 'same bytes.pdf' });
      await served.call('DELETE', `/api/human-tasks/${taskAsstId}/files/${first.fileId}`);
      await served.account.account.files.tidy();
      expect(stored(served)).toEqual([first.digest.slice('sha-256:'.length)]);
    });
  });

  it('go when their process is cancelled', async () => {
    await withTask(async ({ served, processId, upload }) => {
      await upload(pdf());
      await served.account.client.processes.cancel({ processId });
      await served.account.account.host.settled();
      await served.account.account.files.tidy();
      expect(stored(served)).toEqual([]);
    });
  });
});
