import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerCaller } from '../../../src/server/caller.ts';
import { readFileBytes } from '../../../src/server/files/stored-files.ts';
import { tidyFiles } from '../../../src/server/files/tidy-files.ts';
import { createServerRouter } from '../../../src/server/router.ts';
import type { StoredFile } from '../../../src/shared/contract/files.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import { integer } from '../../../src/service/columns.ts';
import { aServerTeam, type Member, type ServerTeam } from '../../support/server/server-team.ts';

let team: ServerTeam;
let maya: Member;
let ann: Member;
let bob: Member;

beforeAll(async () => {
  team = await aServerTeam();
  [maya, ann, bob] = [team.as('maya'), team.as('ann'), team.as('bob')];
});
afterAll(() => team[Symbol.asyncDispose]());

async function idOf(member: Member, processId: string): Promise<string> {
  const row = (await member.inbox()).find((each) => each.processId === processId);
  if (row === undefined) throw new Error('It is not in the inbox');
  return row.taskAsstId;
}

async function both() {
  const processId = await team.ask('{ roleId: approvers }');
  return { processId, ann: await idOf(ann, processId), bob: await idOf(bob, processId) };
}

describe('a draft', () => {
  it('[I31 I32] is kept for its user, and replaced only by who knows it', async () => {
    const asked = await both();
    const draft = `/human-tasks/${asked.ann}/draft`;
    const saved = await ann.put(draft, { data: { comment: 'So far' }, baseRevision: 0 });
    expect(saved.body).toMatchObject({ revision: 1, draft: { data: { comment: 'So far' }, savedBy: 'ann' } });
    expect((await bob.get(`/human-tasks/${asked.bob}/draft`)).body).toEqual({ revision: 0, draft: null });
    const late = await ann.put(draft, { data: { comment: 'Other' }, baseRevision: 0 });
    expect(late).toMatchObject({ status: 409, code: 'DRAFT_CONFLICT' });
    const row = (await ann.inbox()).find(({ processId }) => processId === asked.processId);
    expect(row).toMatchObject({ hasDraft: true });
    expect((await ann.post(`${draft}/discard`, { baseRevision: 1 })).body).toEqual({
      revision: 2,
      draft: null,
    });
  });

  it('of two that are saved at once on the same one is kept', async () => {
    const asked = await both();
    const save = (comment: string) =>
      ann.put(`/human-tasks/${asked.ann}/draft`, { data: { comment }, baseRevision: 0 });
    const replies = await Promise.all([save('A'), save('B')]);
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  it('is there for who is asked instead, until they enter something', async () => {
    const asked = await both();
    await ann.put(`/human-tasks/${asked.ann}/draft`, { data: { comment: 'Mine' }, baseRevision: 0 });
    await maya.post(`/human-tasks/${asked.ann}/reassign`, { to: { userId: 'bob' } });
    const bobs = await idOf(bob, asked.processId);
    expect((await bob.get(`/human-tasks/${bobs}/draft`)).body).toMatchObject({
      revision: 0,
      draft: { data: { comment: 'Mine' }, savedBy: 'ann' },
    });
    await bob.complete(bobs, 'APPROVED');
    expect((await bob.get(`/human-tasks/${bobs}/draft`)).body).toEqual({ revision: 0, draft: null });
  });
});

describe('a discussion', () => {
  it('[I44 I45] is written and read by who is asked, with who is named and what is unread', async () => {
    const asked = await both();
    const posted = await ann.post(`/human-tasks/${asked.ann}/discussion`, { text: 'What does @bob think?' });
    expect(posted.body).toMatchObject({ author: 'ann', mentions: ['bob'], unread: false });
    const list = await bob.get(`/human-tasks/${asked.bob}/discussion`);
    expect(list.body).toMatchObject({
      messages: [{ author: 'ann', unread: true }],
      unread: { messages: 1, mentions: 1 },
      participants: ['ann', 'bob'],
    });
    const unread = await bob.get('/discussions/unread');
    expect((unread.body as { tasks: object[] }).tasks).toContainEqual(
      expect.objectContaining({ taskAsstId: asked.bob, messages: 1, mentions: 1 }),
    );
    const { messageId } = posted.body as { messageId: string };
    const read = await bob.post(`/human-tasks/${asked.bob}/discussion/read`, { upToMessageId: messageId });
    expect(read.body).toEqual({ messages: 0, mentions: 0 });
  });

  it('keeps what was edited, and is changed by the author alone', async () => {
    const asked = await both();
    const path = `/human-tasks/${asked.ann}/discussion`;
    const { messageId } = (await ann.post(path, { text: 'First' })).body as { messageId: string };
    expect((await ann.put(`${path}/${messageId}`, { text: 'Second' })).body).toMatchObject({
      text: 'Second',
    });
    expect((await maya.put(`${path}/${messageId}`, { text: 'Third' })).status).toBe(403);
    expect((await bob.get(`/human-tasks/${asked.bob}/discussion/${messageId}/versions`)).body).toMatchObject({
      versions: [{ text: 'First' }],
    });
    expect((await ann.remove(`${path}/${messageId}`)).body).toMatchObject({ deleted: true, text: '' });
    expect((await ann.get(`${path}/${messageId}/versions`)).body).toEqual({ versions: [] });
  });

  it('takes a message once for its key, also when it comes twice at once', async () => {
    const asked = await both();
    const post = () =>
      ann.post(`/human-tasks/${asked.ann}/discussion`, { text: 'Once', idempotencyKey: `once-${asked.ann}` });
    const replies = await Promise.all([post(), post(), post()]);
    expect(new Set(replies.map(({ body }) => (body as { messageId: string }).messageId)).size).toBe(1);
    const { body } = await bob.get(`/human-tasks/${asked.bob}/discussion`);
    expect((body as { messages: object[] }).messages).toHaveLength(1);
  });

  it('is closed to whom the task was taken from', async () => {
    const asked = await both();
    await maya.post(`/human-tasks/${asked.ann}/reassign`, { to: { userId: 'bob' } });
    expect(await ann.get(`/human-tasks/${asked.ann}/discussion`)).toMatchObject({
      code: 'ASSIGNMENT_INACTIVE',
    });
    expect(await ann.post(`/human-tasks/${asked.ann}/discussion`, { text: 'But' })).toMatchObject({
      code: 'ASSIGNMENT_INACTIVE',
    });
  });
});

describe('files', () => {
  const requirement = 'contract';
  const client = (userId: string) =>
    createRouterClient(createServerRouter(team.node.parts), { context: callerOf(userId) });

  async function filesAsked() {
    const processId = await team.start(`
document: { dsl: '1.0.3', namespace: team, name: f${randomBytes(6).toString('hex')}, version: '1.0.0' }
do:
  - hand-in:
      ask:
        prompt: Hand it in
        mode: file
        files: [{ name: contract, accept: [.txt], maxSize: 3MB }]
        assignment: { roleId: approvers }
`);
    return { processId, ann: await idOf(ann, processId), bob: await idOf(bob, processId) };
  }

  async function upload(taskAsstId: string, bytes: Buffer, piece = 400_000) {
    const { files } = client('ann');
    const { uploadId } = await files.upload.begin({
      taskAsstId,
      requirement,
      name: 'a.txt',
      size: bytes.length,
    });
    for (let offset = 0; offset < bytes.length; offset += piece) {
      const chunk = new File([new Uint8Array(bytes.subarray(offset, offset + piece))], 'piece');
      await files.upload.append({ taskAsstId, uploadId, offset, chunk });
    }
    return uploadId;
  }

  const some = (size: number) => Buffer.from(randomBytes(size).toString('base64').slice(0, size));

  it('[H40 I43] are uploaded in pieces, held against what was asked for, and are the answer', async () => {
    const asked = await filesAsked();
    const bytes = some(1_500_000);
    const digest = `sha-256:${createHash('sha256').update(bytes).digest('hex')}`;
    const uploadId = await upload(asked.ann, bytes);
    const file = await client('ann').files.upload.finish({ taskAsstId: asked.ann, uploadId, digest });
    expect(file).toMatchObject({ size: bytes.length, digest, uploadedBy: 'ann', type: 'text/plain' });

    expect((await bob.get(`/human-tasks/${asked.bob}/files`)).body).toMatchObject({
      files: [{ fileId: file.fileId, answered: false }],
    });
    expect(await bytesOf(asked.bob, file)).toEqual(bytes);
    const fetched = await bob.fetch(`/human-tasks/${asked.bob}/files/${file.fileId}/content`);
    expect(fetched.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''a.txt");
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(bytes);
    expect(
      (await team.as('carol').fetch(`/human-tasks/${asked.bob}/files/${file.fileId}/content`)).status,
    ).toBe(403);
    const done = await bob.complete(asked.bob, { contract: [file.handle] });
    expect(done.body).toMatchObject({ response: { value: { contract: [{ name: 'a.txt', digest }] } } });
  });

  it('go on where they were after a lost connection, at any node, and say where that is', async () => {
    const asked = await filesAsked();
    const { files } = client('ann');
    const bytes = some(100_000);
    const { uploadId } = await files.upload.begin({
      taskAsstId: asked.ann,
      requirement,
      name: 'a.txt',
      size: bytes.length,
    });
    const append = (offset: number, end: number) =>
      files.upload.append({
        taskAsstId: asked.ann,
        uploadId,
        offset,
        chunk: new File([new Uint8Array(bytes.subarray(offset, end))], 'piece'),
      });
    await append(0, 60_000);
    await expect(append(0, 60_000)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      data: { fields: [{ pointer: '/offset', message: 'Must be 60000.' }] },
    });
    expect(await append(60_000, 100_000)).toEqual({ received: 100_000 });
    const file = await files.upload.finish({ taskAsstId: asked.ann, uploadId });
    expect(await bytesOf(asked.ann, file)).toEqual(bytes);
  });

  it('that are not what was said are refused and leave nothing', async () => {
    const asked = await filesAsked();
    const { files } = client('ann');
    const uploadId = await upload(asked.ann, some(5_000));
    const wrong = files.upload.finish({
      taskAsstId: asked.ann,
      uploadId,
      digest: `sha-256:${'0'.repeat(64)}`,
    });
    await expect(wrong).rejects.toMatchObject({ code: 'FILE_DAMAGED' });
    await expect(files.upload.finish({ taskAsstId: asked.ann, uploadId })).rejects.toMatchObject({
      code: 'UPLOAD_NOT_FOUND',
    });
    await expect(upload(asked.ann, Buffer.from(`%PDF-1.7${' '.repeat(6_000)}`))).rejects.toMatchObject({
      code: 'FILE_REFUSED',
    });
    await expect(upload(asked.ann, Buffer.alloc(4_000_000))).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
    });
    const uploads = await team.database.db.read(team.hostId, (reader) =>
      reader.query('SELECT count(*) AS count FROM upload'),
    );
    expect(uploads.map((row) => integer(row, 'count'))).toEqual([0]);
  });

  it('that are the same lie there once, until the last of them goes', async () => {
    const [one, two] = [await filesAsked(), await filesAsked()];
    const bytes = some(200_000);
    const { files } = client('ann');
    const first = await files.upload.finish({
      taskAsstId: one.ann,
      uploadId: await upload(one.ann, bytes, 70_000),
    });
    const second = await files.upload.finish({ taskAsstId: two.ann, uploadId: await upload(two.ann, bytes) });
    await ann.remove(`/human-tasks/${one.ann}/files/${first.fileId}`);
    expect(await bytesOf(two.ann, second)).toEqual(bytes);
    expect((await bob.remove(`/human-tasks/${two.bob}/files/${second.fileId}`)).status).toBe(403);
    expect((await ann.remove(`/human-tasks/${two.ann}/files/${second.fileId}`)).status).toBe(200);
    expect(await piecesOf(second)).toBe(0);
  });

  it('of answers that were never given go when everything is tidied', async () => {
    const asked = await filesAsked();
    const uploadId = await upload(asked.ann, some(10_000));
    const file = await client('ann').files.upload.finish({ taskAsstId: asked.ann, uploadId });
    await maya.post(`/processes/${asked.processId}/cancel`, {});
    await team.node.parts.engine.idle();
    await tidyFiles(team.database.db, Date.now());
    expect(await piecesOf(file)).toBe(0);
    expect((await maya.get(`/human-tasks/${asked.ann}/files`)).body).toEqual({ files: [] });
  });

  async function bytesOf(taskAsstId: string, { fileId }: StoredFile): Promise<Buffer> {
    const { bytes } = await readFileBytes(team.node.parts, callerOf('maya'), { taskAsstId, fileId });
    const pieces: Buffer[] = [];
    for await (const piece of bytes) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async function piecesOf({ digest }: StoredFile): Promise<number> {
    const rows = await team.database.db.read(team.hostId, (reader) =>
      reader.query('SELECT count(*) AS count FROM blob_piece WHERE digest = $1', digest),
    );
    return rows[0] === undefined ? 0 : integer(rows[0], 'count');
  }
});

/** As the authenticator makes it. */
function callerOf(userId: string): ServerCaller {
  return {
    hostId: team.hostId,
    actor: {
      userId: userId as UserId,
      permissions: new Set(userId === 'maya' ? ['portal.admin'] : []),
    },
    userName: userId,
    source: 'api',
    scopes: new Set(['workflow.read', 'workflow.write']),
    tokenPermissions: new Set(),
    signedInAt: 0,
    holdsKey: () => true,
    deviceId: null,
    requestId: randomUUID(),
  };
}
