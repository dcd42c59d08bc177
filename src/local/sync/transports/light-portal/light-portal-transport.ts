import { z } from 'zod';
import { assertNever } from '../../../../shared/assert-never.ts';
import { contractVersion, oldestContractVersion } from '../../../../shared/contract/sync.ts';
import { Timestamp, timestamp, type Clock } from '../../../../shared/clock.ts';
import { CountersignError } from '../../../../shared/errors.ts';
import type { Response as TaskResponse } from '../../../../shared/human-task/answer.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import { unreadable } from '../failures.ts';
import type { ServerFetchOptions } from '../server-fetch.ts';
import { TransportError } from '../transport-error.ts';
import type { Acknowledged, Command, Completed, Envelope, FeedBatch, Transport } from '../transport.ts';
import { createPortalCalls, type PortalCalls } from './portal-call.ts';
import { documentOf, UnreadableTask, type Document } from './portal-document.ts';

// L1: the portal tells nothing by itself: it is asked every 15 seconds.
// L2: it knows no idempotency keys: whatever may have arrived is looked for there before it is sent again.
// L3: a task is claimed before it is completed, so that nobody else completes it in between.
// L4: its answers are stored in a column of 126 characters: a longer one is cut there without a word.
// L5: success counts only where it names the task; whatever else says `200` is not believed before the task itself says so.

export interface LightPortalOptions extends Omit<ServerFetchOptions, 'deviceId'> {
  readonly hostId: string;
  readonly userId: string;
  readonly clock: Clock;
}

const Claimed = z.object({ claimedBy: z.string(), claimedTs: Timestamp, claimExpiresTs: Timestamp });
const Row = z.looseObject({ taskAsstId: z.string() });
type Row = z.infer<typeof Row>;

const betweenPollsMs = 15_000;
const pageSize = 100;
/** Tasks that are read at the same time. */
const sideBySide = 4;
const longestStored = 126;
const claimMinutes = 30;

export function createLightPortalTransport(options: LightPortalOptions): Transport {
  const calls = createPortalCalls({ ...options, deviceId: null });
  return {
    kind: 'light-portal',
    client: null,
    download: null,
    async handshake(signal) {
      await calls.query('getHumanTaskInboxSummary', { hostId: options.hostId }, signal);
      return { contractVersion, oldestContractVersion, serverName: new URL(options.serverUrl).host };
    },
    sideBySide: 8,
    changes: (_after, signal) => poll(options, calls, signal),
    send: (command, envelope) => carryOut(options, calls, command, envelope),
    longestAnswer: longestStored,
  };
}

async function* poll(
  options: LightPortalOptions,
  calls: PortalCalls,
  signal: AbortSignal,
): AsyncGenerator<FeedBatch, void, void> {
  const known = new Map<string, { row: string; document: Document }>();
  for (;;) {
    yield await readInbox(options, calls, known, signal);
    yield { kind: 'caught-up', cursor: 0 };
    await pause(options, signal);
  }
}

/** Everything in the inbox; only what looks different than the last time is read as a page. */
async function readInbox(
  options: LightPortalOptions,
  calls: PortalCalls,
  known: Map<string, { row: string; document: Document }>,
  signal: AbortSignal,
): Promise<Extract<FeedBatch, { kind: 'snapshot' }>> {
  const rows = await readRows(options, calls, signal);
  const documents: Document[] = [];
  const unreadable: string[] = [];
  for (let from = 0; from < rows.length; from += sideBySide) {
    const part = rows.slice(from, from + sideBySide).map(async (row) => {
      const { taskAsstId } = row;
      const text = JSON.stringify(row);
      const before = known.get(taskAsstId);
      if (before?.row === text) return [before.document];
      const document = await readTask(options, calls, taskAsstId, signal).catch((error: unknown) => {
        if (!(error instanceof UnreadableTask)) throw error;
        unreadable.push(taskAsstId);
        return null;
      });
      if (document !== null) known.set(taskAsstId, { row: text, document });
      return document === null ? [] : [document];
    });
    documents.push(...(await Promise.all(part)).flat());
  }
  const there = new Set(documents.map(({ taskAsstId }) => taskAsstId));
  for (const id of known.keys()) if (!there.has(id)) known.delete(id);
  return { kind: 'snapshot', tasks: documents, unreadable };
}

async function readRows(
  { hostId }: LightPortalOptions,
  { query }: PortalCalls,
  signal: AbortSignal,
): Promise<Row[]> {
  const rows = new Map<string, Row>();
  for (let offset = 0; ; offset += pageSize) {
    const question = { hostId, offset, limit: pageSize, tabId: 'all' };
    const shown = { includeClaimed: true, includeClaimedByOthers: true };
    const { humanTasks } = await query('getHumanTaskList', { ...question, ...shown }, signal);
    const page = z.array(Row).safeParse(humanTasks).data;
    if (page === undefined) throw unreadable('The list of the portal');
    for (const row of page) rows.set(row.taskAsstId, row);
    if (page.length < pageSize) return [...rows.values()];
  }
}

/** @returns null where it is gone, or nobody's business here any more */
async function readTask(
  { hostId }: LightPortalOptions,
  { query }: PortalCalls,
  taskAsstId: string,
  signal: AbortSignal,
): Promise<Document | null> {
  try {
    return documentOf(await query('getHumanTask', { hostId, taskAsstId }, signal));
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'ASSIGNMENT_NOT_FOUND') return null;
    throw error;
  }
}

async function carryOut(
  options: LightPortalOptions,
  calls: PortalCalls,
  command: Command,
  envelope: Envelope,
): Promise<Acknowledged> {
  const { hostId } = options;
  const { assignmentId: taskAsstId, signal } = envelope;
  const { action } = command;
  switch (action) {
    case 'completeTask':
      return { action, completed: await complete(options, calls, command.response, envelope) };
    case 'claimHumanTask': {
      const claim = await calls.command(
        action,
        { hostId, taskAsstId, claimMinutes: command.minutes },
        signal,
      );
      return { action, claimed: Claimed.safeParse(claim).data ?? null };
    }
    case 'releaseHumanTask':
      await calls.command(action, { hostId, taskAsstId }, signal);
      return { action };
    case 'postMessage':
      throw new TransportError('NOT_FOUND', { message: 'This server has no discussions.' });
    case 'uploadFile':
      throw new TransportError('NOT_FOUND', { message: 'This server takes no files.' });
    default:
      return assertNever(action);
  }
}

/** L2, L3 and L5. */
async function complete(
  options: LightPortalOptions,
  calls: PortalCalls,
  response: TaskResponse,
  envelope: Envelope,
): Promise<Completed | null> {
  const { hostId, clock } = options;
  const { assignmentId: taskAsstId, taskId, signal, uncertain } = envelope;
  if (uncertain) {
    const earlier = await whatCameOfIt(options, calls, response, envelope);
    if (earlier !== null) return earlier;
  }
  const completedTs = timestamp(clock.now());
  const data = { hostId, taskId, taskAsstId, statusCode: 'C', completedTs, response: { ...response } };
  let result: JsonObject;
  try {
    await calls.command('claimHumanTask', { hostId, taskAsstId, claimMinutes }, signal);
    result = await calls.command('completeTask', data as JsonObject, signal);
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== 'STALE_TASK') throw error;
    throw staleAsOf(await readTask(options, calls, taskAsstId, signal), error);
  }
  if (!saysCompleted(result, envelope)) {
    const seen = await whatCameOfIt(options, calls, response, envelope);
    if (seen === null) throw unreadable('The answer of the portal');
    return seen;
  }
  const said = Timestamp.safeParse(result['completedTs']);
  const at = said.success ? said.data : completedTs;
  return { completedTs: at, completedUser: envelope.userId, response: answerOf(response, at) };
}

/** L5. */
function saysCompleted(
  { taskAsstId, taskId, taskStatusCode = 'C', completedUser }: JsonObject,
  envelope: Envelope,
): boolean {
  const isOfTask = taskAsstId === envelope.assignmentId || taskId === envelope.taskId;
  const isOwn = completedUser === undefined || completedUser === envelope.userId;
  return isOfTask && isOwn && taskStatusCode === 'C';
}

/** @returns what an earlier attempt has done, null where it has done nothing. @throws TransportError STALE_TASK for another's */
async function whatCameOfIt(
  options: LightPortalOptions,
  calls: PortalCalls,
  response: TaskResponse,
  { assignmentId, signal, userId }: Envelope,
): Promise<Completed | null> {
  const task = await readTask(options, calls, assignmentId, signal);
  if (task === null || task.taskStatusCode !== 'C') return null;
  const { answer, completedTs, completedUser } = task;
  const isOwn = completedUser === userId && answer !== null && isSame(answer.value, response.value ?? null);
  if (!isOwn || completedTs === null) throw staleAsOf(task, null);
  return { completedTs, completedUser: userId, response: answer };
}

/** L4: of a long text only its beginning came back. */
function isSame(stored: unknown, sent: unknown): boolean {
  if (typeof stored === 'string' && typeof sent === 'string' && stored.length >= longestStored) {
    return sent.startsWith(stored);
  }
  return JSON.stringify(stored) === JSON.stringify(sent);
}

/** Who decided, where the portal's refusal does not say. */
function staleAsOf(task: Document | null, cause: unknown): TransportError {
  if (task?.taskStatusCode !== 'C' || task.completedUser === null || task.completedTs === null) {
    return new TransportError(task === null ? 'ASSIGNMENT_INACTIVE' : 'STALE_TASK', { cause });
  }
  const { completedUser, completedTs, answer } = task;
  const decision = { completedUser, completedTs, value: answer?.value ?? null };
  return new TransportError('STALE_TASK', { cause, details: { decision } });
}

function answerOf(response: TaskResponse, at: string): Completed['response'] {
  const { value, fields, comment, submittedAt } = response;
  return {
    value: value ?? null,
    ...(fields === undefined ? {} : { fields: fields as JsonObject }),
    ...(comment === undefined ? {} : { comment }),
    submittedAt: submittedAt ?? at,
  };
}

function pause({ timers }: LightPortalOptions, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = timers.after(betweenPollsMs, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    const stop = () => {
      timer.cancel();
      reject(new TransportError('SERVER_UNREACHABLE', { cause: signal.reason }));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
