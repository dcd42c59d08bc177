import { randomUUID } from 'node:crypto';
import type { ServerNode } from '../../../src/server/node.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { call, type Answer } from './call.ts';
import { deviceKey, proofOf } from './device-key.ts';
import { startIssuer, type TestIssuer } from './issuer.ts';
import { openTestDatabase } from './postgres.ts';
import { startTestNode } from './test-node.ts';

export const hostA = '0190c0de-0000-7000-8000-00000000000a';
const hostB = '0190c0de-0000-7000-8000-00000000000b';
const readWrite = 'workflow.read workflow.write';
const everyScope = `${readWrite} workflow.task.override`;

/** Who calls: the columns of the authorization matrix that differ by what is asked. */
export const callers = ['other tenant', 'other user', 'assignee', 'administrator', 'override'] as const;
export type CallerKind = (typeof callers)[number];

const claimsOf: Readonly<Record<CallerKind | 'reader' | 'writer', Record<string, unknown>>> = {
  // The same name and every right, in another host.
  'other tenant': { sub: 'alice', host: hostB, permissions: ['portal.admin'], scope: everyScope },
  'other user': { sub: 'bob', host: hostA, scope: everyScope },
  assignee: { sub: 'alice', host: hostA, scope: readWrite },
  administrator: { sub: 'carol', host: hostA, permissions: ['portal.admin'], scope: readWrite },
  override: { sub: 'carol', host: hostA, permissions: ['portal.admin'], scope: everyScope },
  reader: { sub: 'alice', host: hostA, scope: 'workflow.read' },
  writer: { sub: 'alice', host: hostA, scope: 'workflow.write' },
};

const workflow = `
document: { dsl: '1.0.3', namespace: test, name: review, version: '1.0.0' }
do:
  - review:
      ask:
        prompt: Is it right?
        mode: file
        required: false
        files: [{ name: proof, maxCount: 3, required: false }]
        assignment: { assigneeId: alice }
`;

export interface World {
  readonly node: ServerNode;
  readonly issuer: TestIssuer;
  token(kind: keyof typeof claimsOf): Promise<string>;
  /** Calls a procedure by its name, as RPC. */
  ask(
    token: string | undefined,
    procedure: string,
    input?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** The same, where it has to succeed. @returns what it answers */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into it
  must(kind: CallerKind, procedure: string, input?: unknown): Promise<any>;
  /** A process that waits for alice. */
  plant(): Promise<Planted>;
  close(): Promise<void>;
}

/** What there is to ask about; what is not there at first is made when it is asked for. */
export interface Planted {
  readonly wfDefId: string;
  readonly processId: string;
  readonly taskId: string;
  readonly taskAsstId: string;
  /** Different for each. */
  readonly key: string;
  message(): Promise<string>;
  file(): Promise<string>;
  /** That has begun, and one all of whose bytes have come. */
  begunUpload(): Promise<string>;
  upload(): Promise<string>;
  /** A user of the host that is nobody's business. */
  user(): Promise<string>;
  role(): Promise<string>;
  /** Of alice, as are the others. */
  device(): Promise<string>;
}

export async function openWorld(): Promise<World> {
  const database = await openTestDatabase();
  const issuer = await startIssuer(systemClock);
  const node = await startTestNode({
    databaseUrl: database.url,
    issuer: issuer.url,
    env: { REQUESTS_PER_MINUTE: '1000000' },
  });
  const ask: World['ask'] = (token, procedure, input, headers = {}) =>
    call(`${node.url}/rpc/${procedure.replaceAll('.', '/')}`, {
      token,
      body: { json: input },
      headers: { ...proofOfRegistered(token, input), ...headers },
    });
  const tokens = new Map<string, Promise<string>>();
  const token: World['token'] = (kind) => {
    let made = tokens.get(kind);
    if (made === undefined) tokens.set(kind, (made = issuer.token(claimsOf[kind])));
    return made;
  };
  const must: World['must'] = async (kind, procedure, input) => {
    const { status, text, json } = await ask(await token(kind), procedure, input);
    if (status !== 200) throw new Error(`${procedure} of the ${kind}: ${status} ${text}`);
    return json.json;
  };
  for (const kind of callers) await must(kind, 'sync.me');
  const added = await must('administrator', 'workflows.add', {
    source: workflow,
    idempotencyKey: randomUUID(),
  });
  const world = { node, issuer, ask, token, must };
  return {
    ...world,
    plant: () => plant(world, added.wfDefId),
    async close() {
      await node.stop();
      await issuer.close();
      await database.close();
    },
  };
}

async function plant(
  { node, issuer, ask, must, token }: Omit<World, 'plant' | 'close'>,
  wfDefId: string,
): Promise<Planted> {
  const key = randomUUID();
  const start = { workflow: 'test/review', idempotencyKey: key };
  const { processId } = await must('assignee', 'processes.start', start);
  await node.parts.engine.idle();
  const { tasks } = await must('assignee', 'processes.tasks', { processId });
  const { taskId } = tasks[0];
  const { taskAsstId } = await must('assignee', 'humanTasks.ofTask', { taskId });
  const begunUpload = async (): Promise<string> => {
    const begin = { taskAsstId, requirement: 'proof', name: 'proof.txt', size: proof.size };
    return (await must('assignee', 'files.upload.begin', begin)).uploadId;
  };
  const upload = async (): Promise<string> => {
    const uploadId = await begunUpload();
    await append(node, await token('assignee'), { taskAsstId, uploadId });
    return uploadId;
  };
  return {
    wfDefId,
    processId,
    taskId,
    taskAsstId,
    key,
    begunUpload,
    upload,
    async message() {
      const post = {
        taskAsstId,
        text: 'Mine',
        idempotencyKey: randomUUID(),
      };
      return (await must('assignee', 'discussion.post', post)).messageId;
    },
    async file() {
      const finish = {
        taskAsstId,
        uploadId: await upload(),
      };
      return (await must('assignee', 'files.upload.finish', finish)).fileId;
    },
    async user() {
      return (await must('administrator', 'people.users.create', { userId: `user-${randomUUID()}` })).userId;
    },
    async role() {
      return (await must('administrator', 'people.roles.create', { roleId: `role-${randomUUID()}` })).roleId;
    },
    async device() {
      const device = {
        deviceId: randomUUID(),
        name: 'Laptop',
        publicKey: deviceKey(),
      };
      const later = Math.ceil(systemClock.now() / 1e3) + 1;
      const signedInAgain = await issuer.token({
        ...claimsOf.assignee,
        auth_time: later,
      });
      const answer = await ask(signedInAgain, 'sync.devices.register', device);
      if (answer.status !== 200) throw new Error(answer.text);
      return device.deviceId;
    },
  };
}

const proof = new File(['It is so.\n'], 'proof.txt');

/** Bytes go as a form. */
export async function append(
  node: ServerNode,
  token: string | undefined,
  { taskAsstId, uploadId }: { readonly taskAsstId: string; readonly uploadId: string },
): Promise<Answer> {
  const body = new FormData();
  body.set('offset', '0');
  body.set('chunk', proof);
  const response = await fetch(`${node.url}/api/human-tasks/${taskAsstId}/uploads/${uploadId}`, {
    method: 'POST',
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    body,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: { json: JSON.parse(text) } };
}

/** Whoever registers a device has its key. */
function proofOfRegistered(token: string | undefined, input: unknown): Record<string, string> {
  if (token === undefined || typeof input !== 'object' || input === null || !('publicKey' in input))
    return {};
  const { publicKey, deviceId } = input as { publicKey: object; deviceId: string };
  return proofOf(publicKey, deviceId, token);
}
