import { randomUUID } from 'node:crypto';
import { deviceKey } from './device-key.ts';
import type { Planted } from './authorization-world.ts';

type Input = (planted: Planted) => unknown;
/** What comes of it for each of `callers`, in their order: `ok` or the code of an error. */
type Outcome = readonly [string, string, string, string, string];

/** Nothing of a host that can be named: whoever asks gets what is theirs. */
const all: Outcome = ['ok', 'ok', 'ok', 'ok', 'ok'];
/** What everyone of the host sees, and nobody else. */
const ofTheHost = (none: string): Outcome => [none, 'ok', 'ok', 'ok', 'ok'];
/** What operators and administrators do; `then` says what comes of it for them. */
const operators = (none: string, then = 'ok'): Outcome => [none, 'FORBIDDEN', 'FORBIDDEN', then, then];
/** What is for those who are asked, and for those who look after all tasks of the host. */
const asked: Outcome = ['ASSIGNMENT_NOT_FOUND', 'FORBIDDEN', 'ok', 'ok', 'ok'];
/** What only its author or assignee does, whatever others may. */
const own = (others: string, override = others): Outcome => [
  'ASSIGNMENT_NOT_FOUND',
  'FORBIDDEN',
  'ok',
  others,
  override,
];

const ofTask: Input = ({ taskAsstId }) => ({ taskAsstId });
const taskCommand: Input = ({ taskAsstId, taskId }) => ({ taskAsstId, taskId, idempotencyKey: randomUUID() });
const ofProcess: Input = ({ processId }) => ({ processId, idempotencyKey: randomUUID() });
const nothing: Input = () => undefined;
const source =
  'document: { dsl: "1.0.3", namespace: test, name: other, version: "1.0.0" }\ndo: [{ a: { set: { x: 1 } } }]\n';
const cloudEvent = { specversion: '1.0', id: '1', source: 'urn:test', type: 'test.happened' };
const dueBefore = '2026-05-23T00:00:00.000Z';

/**
 * A row for each procedure of the contract: what it is asked with what is there to ask about, and what comes of it.
 */
export const rows: Readonly<Record<string, { readonly outcome: Outcome; readonly input: Input }>> = {
  'account.info': { outcome: all, input: nothing },
  'account.changes': { outcome: all, input: nothing },
  'workflows.add': { outcome: all, input: () => ({ source }) },
  'workflows.list': { outcome: all, input: () => ({}) },
  'workflows.get': { outcome: ofTheHost('WORKFLOW_NOT_FOUND'), input: ({ wfDefId }) => ({ wfDefId }) },
  'workflows.setSchedule': {
    outcome: operators('WORKFLOW_NOT_FOUND', 'SCHEDULE_NOT_FOUND'),
    input: ({ wfDefId }) => ({ wfDefId, enabled: false, idempotencyKey: randomUUID() }),
  },
  'workflows.validate': { outcome: all, input: () => ({ source }) },
  'workflows.samples': { outcome: all, input: nothing },
  'workflows.runSample': {
    outcome: all,
    input: () => ({ id: 'expense-approval', idempotencyKey: randomUUID() }),
  },
  'processes.start': {
    outcome: ofTheHost('WORKFLOW_NOT_FOUND'),
    input: () => ({ workflow: 'test/review', idempotencyKey: randomUUID() }),
  },
  'processes.list': { outcome: all, input: () => ({}) },
  'processes.get': { outcome: ofTheHost('PROCESS_NOT_FOUND'), input: ({ processId }) => ({ processId }) },
  'processes.tasks': { outcome: ofTheHost('PROCESS_NOT_FOUND'), input: ({ processId }) => ({ processId }) },
  'processes.cancel': { outcome: operators('PROCESS_NOT_FOUND'), input: ofProcess },
  'processes.suspend': { outcome: operators('PROCESS_NOT_FOUND'), input: ofProcess },
  'processes.resume': { outcome: operators('PROCESS_NOT_FOUND'), input: ofProcess },
  'processes.retryNow': { outcome: operators('PROCESS_NOT_FOUND', 'NOTHING_TO_RETRY'), input: ofProcess },
  'processes.retryFailed': { outcome: operators('PROCESS_NOT_FOUND', 'NOTHING_TO_RETRY'), input: ofProcess },
  'processes.task': { outcome: ofTheHost('TASK_NOT_FOUND'), input: ({ taskId }) => ({ taskId }) },
  'processes.retryTask': {
    outcome: operators('TASK_NOT_FOUND', 'TASK_NOT_FAULTED'),
    input: ({ taskId }) => ({ taskId, idempotencyKey: randomUUID() }),
  },
  'processes.dryRun': {
    outcome: ofTheHost('WORKFLOW_NOT_FOUND'),
    input: () => ({ workflow: 'test/review' }),
  },
  'humanTasks.list': { outcome: all, input: () => ({}) },
  'humanTasks.get': { outcome: asked, input: ofTask },
  'humanTasks.ofTask': {
    outcome: ['TASK_NOT_FOUND', 'FORBIDDEN', 'ok', 'ok', 'ok'],
    input: ({ taskId }) => ({ taskId }),
  },
  'humanTasks.complete': {
    outcome: own('FORBIDDEN', 'ok'),
    input: (planted) => ({
      ...(taskCommand(planted) as object),
      response: { value: {}, submittedAt: dueBefore },
    }),
  },
  'humanTasks.markRead': { outcome: asked, input: ofTask },
  'humanTasks.counts': { outcome: all, input: () => ({ dueBefore }) },
  'humanTasks.outcomes': { outcome: asked, input: ofTask },
  'humanTasks.claim': { outcome: own('FORBIDDEN'), input: taskCommand },
  'humanTasks.release': {
    outcome: ['ASSIGNMENT_NOT_FOUND', 'FORBIDDEN', 'NOT_CLAIMED', 'FORBIDDEN', 'NOT_CLAIMED'],
    input: taskCommand,
  },
  'humanTasks.reassign': {
    outcome: operators('ASSIGNMENT_NOT_FOUND'),
    input: (planted) => ({ ...(taskCommand(planted) as object), to: { userId: 'bob' } }),
  },
  'humanTasks.assignToMe': {
    outcome: ['TASK_NOT_FOUND', 'FORBIDDEN', 'NOT_ASSIGNABLE', 'ok', 'ok'],
    input: ({ taskId }) => ({ taskId, idempotencyKey: randomUUID() }),
  },
  'humanTasks.history': { outcome: asked, input: ofTask },
  'events.publish': {
    outcome: operators('ok'),
    input: () => ({ event: { ...cloudEvent, id: randomUUID() } }),
  },
  'people.users.list': { outcome: all, input: nothing },
  'people.users.create': { outcome: operators('ok'), input: () => ({ userId: `made-${randomUUID()}` }) },
  'people.users.update': {
    outcome: operators('USER_NOT_FOUND'),
    input: async ({ user }) => ({ userId: await user(), name: 'Renamed' }),
  },
  'people.users.remove': {
    outcome: operators('USER_NOT_FOUND'),
    input: async ({ user }) => ({ userId: await user() }),
  },
  'people.roles.list': { outcome: all, input: nothing },
  'people.roles.create': { outcome: operators('ok'), input: () => ({ roleId: `made-${randomUUID()}` }) },
  'people.roles.update': {
    outcome: operators('ROLE_NOT_FOUND'),
    input: async ({ role }) => ({ roleId: await role(), name: 'Renamed' }),
  },
  'people.roles.remove': {
    outcome: operators('ROLE_NOT_FOUND'),
    input: async ({ role }) => ({ roleId: await role() }),
  },
  'drafts.get': { outcome: asked, input: ofTask },
  'drafts.save': {
    outcome: asked,
    input: ({ taskAsstId }) => ({ taskAsstId, data: { comment: 'Not yet' }, baseRevision: 0 }),
  },
  'drafts.discard': { outcome: asked, input: ({ taskAsstId }) => ({ taskAsstId, baseRevision: 0 }) },
  'discussion.list': { outcome: asked, input: ofTask },
  'discussion.post': {
    outcome: asked,
    input: ({ taskAsstId }) => ({ taskAsstId, text: 'Hello', idempotencyKey: randomUUID() }),
  },
  'discussion.edit': {
    outcome: own('FORBIDDEN'),
    input: async ({ taskAsstId, message }) => ({
      taskAsstId,
      messageId: await message(),
      text: 'Changed',
      idempotencyKey: randomUUID(),
    }),
  },
  'discussion.delete': {
    outcome: own('FORBIDDEN'),
    input: async ({ taskAsstId, message }) => ({
      taskAsstId,
      messageId: await message(),
      idempotencyKey: randomUUID(),
    }),
  },
  'discussion.versions': {
    outcome: asked,
    input: async ({ taskAsstId, message }) => ({ taskAsstId, messageId: await message() }),
  },
  'discussion.markRead': {
    outcome: asked,
    input: async ({ taskAsstId, message }) => ({
      taskAsstId,
      upToMessageId: await message(),
    }),
  },
  'discussion.unread': { outcome: all, input: nothing },
  'files.list': { outcome: asked, input: ofTask },
  'files.get': {
    outcome: asked,
    input: async ({ taskAsstId, file }) => ({ taskAsstId, fileId: await file() }),
  },
  'files.remove': {
    outcome: asked,
    input: async ({ taskAsstId, file }) => ({ taskAsstId, fileId: await file() }),
  },
  'files.text': {
    outcome: asked,
    input: async ({ taskAsstId, file }) => ({ taskAsstId, fileId: await file() }),
  },
  'files.upload.begin': {
    outcome: asked,
    input: ({ taskAsstId }) => ({
      taskAsstId,
      requirement: 'proof',
      name: 'a.txt',
      size: 3,
    }),
  },
  'files.upload.append': {
    outcome: own('UPLOAD_NOT_FOUND'),
    input: async ({ taskAsstId, begunUpload }) => ({ taskAsstId, uploadId: await begunUpload() }),
  },
  'files.upload.finish': {
    outcome: own('UPLOAD_NOT_FOUND'),
    input: async ({ taskAsstId, upload }) => ({ taskAsstId, uploadId: await upload() }),
  },
  'files.upload.abort': {
    outcome: ['UPLOAD_NOT_FOUND', 'UPLOAD_NOT_FOUND', 'ok', 'UPLOAD_NOT_FOUND', 'UPLOAD_NOT_FOUND'],
    input: async ({ taskAsstId, upload }) => ({ taskAsstId, uploadId: await upload() }),
  },
  'sync.handshake': { outcome: all, input: nothing },
  'sync.me': { outcome: all, input: nothing },
  'sync.devices.list': { outcome: ['ok', 'FORBIDDEN', 'ok', 'ok', 'ok'], input: () => ({ userId: 'alice' }) },
  'sync.devices.register': {
    outcome: [
      'ok',
      'DEVICE_KEY_MISMATCH',
      'DEVICE_KEY_MISMATCH',
      'DEVICE_KEY_MISMATCH',
      'DEVICE_KEY_MISMATCH',
    ],
    input: async ({ device }) => ({
      deviceId: await device(),
      name: 'Mine',
      publicKey: deviceKey(),
    }),
  },
  'sync.devices.revoke': {
    outcome: ['DEVICE_NOT_FOUND', 'DEVICE_NOT_FOUND', 'ok', 'ok', 'ok'],
    input: async ({ device }) => ({ deviceId: await device() }),
  },
};
