import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright/test';
import type { Account, OutboxEntry } from '../../../src/shared/contract/accounts.ts';
import type { HumanTask, HumanTaskRow } from '../../../src/shared/contract/human-tasks.ts';
import type { Response } from '../../../src/shared/human-task/answer.ts';

/** What the window is told of its accounts, whatever the app knows: for states that a real server is slow to get into. */
export interface Script {
  readonly accounts: readonly Account[];
  readonly entries: readonly OutboxEntry[];
  /** Tasks of this computer that are told as those of a server, by their assignment. */
  readonly tasks: Readonly<Record<string, Partial<HumanTask & HumanTaskRow>>>;
  /** What other calls answer, by their path; null: nothing yet. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** What other calls are refused with, by their path. */
  readonly refusals: Readonly<Record<string, { code: string; status: number; message: string }>>;
  /** How long an answer is held back, in milliseconds. */
  readonly holdFor: number;
}

export const server: Account = {
  accountId: 'acme',
  kind: 'countersign',
  name: 'Acme',
  serverUrl: 'https://tasks.acme.example',
  userId: 'maya',
  userName: 'Maya Lind',
  state: 'online',
  progress: null,
  confirmedTs: ago(0),
  nextTryTs: null,
  problem: null,
  queued: 0,
  attention: 0,
  tokens: 'keystore',
};

export const thisComputer: Account = {
  ...server,
  accountId: 'local',
  kind: 'local',
  name: 'This computer',
  serverUrl: null,
  userId: 'me',
  userName: 'Me',
  confirmedTs: null,
  tokens: 'none',
};

/** An answer to a task, queued a moment ago; a test names only what it is about. */
export function anEntry(
  task: Pick<HumanTaskRow, 'taskAsstId' | 'taskId' | 'title'>,
  change: Partial<OutboxEntry> = {},
): OutboxEntry {
  return {
    entryId: randomUUID(),
    accountId: server.accountId,
    action: 'completeTask',
    taskAsstId: task.taskAsstId,
    taskId: task.taskId,
    title: task.title,
    state: 'queued',
    response: { value: 'APPROVED', comment: 'Within the budget of the quarter.' },
    label: 'Approve',
    writtenTs: ago(2),
    heldUntilTs: null,
    attempts: 0,
    nextTryTs: null,
    lastError: null,
    endedTs: null,
    decided: null,
    dismissed: false,
    ...change,
  };
}

/** So many minutes ago; below zero, from now. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

export interface ScriptedAccount {
  /** Changes what the window is told, and tells it that it changed. */
  tell(change: Partial<Script>): Promise<void>;
  /** The calls that the script has answered, with what was sent. */
  calls(): Promise<{ path: string; input: unknown }[]>;
}

/** Puts a script between the window and the app, for everything about accounts and their queue; the rest passes. */
export async function scriptAccounts(window: Page, script: Partial<Script>): Promise<ScriptedAccount> {
  const whole: Script = {
    accounts: [thisComputer, server],
    entries: [],
    tasks: {},
    answers: {},
    refusals: {},
    holdFor: 120_000,
    ...script,
  };
  await window.addInitScript(`(${putBetween.toString()})(${JSON.stringify(whole)})`);
  await window.reload();
  await window.getByRole('navigation', { name: 'Views' }).waitFor({ state: 'attached' });
  return {
    tell: (change) =>
      window.evaluate(
        (wanted) => (globalThis as unknown as Scripted).scripted.tell(JSON.parse(wanted) as Partial<Script>),
        JSON.stringify(change),
      ),
    calls: () => window.evaluate(() => (globalThis as unknown as Scripted).scripted.calls),
  };
}

interface Scripted {
  scripted: { tell(change: Partial<Script>): void; calls: { path: string; input: unknown }[] };
}

interface Message {
  readonly i: string;
  readonly t?: number;
  readonly p?: { u?: string; b?: { json?: unknown } };
}

/** Runs in the page, before its own scripts; may use nothing from outside. */
function putBetween(first: Script): void {
  type Call = { readonly port: MessagePort; readonly id: string };
  type Sent = { entryId?: string; response?: Response; taskAsstId?: string; accountId?: string };
  let script = first;
  const calls: { path: string; input: unknown }[] = [];
  const passing = new Map<string, { path: string; accountId: string | undefined }>();
  const streams: { call: Call; data: () => unknown }[] = [];
  const { postMessage, addEventListener } = MessagePort.prototype;

  const say = ({ port, id }: Call, message: object) =>
    port.dispatchEvent(new MessageEvent('message', { data: JSON.stringify({ i: id, ...message }) }));
  const reply = (call: Call, json: unknown) => queueMicrotask(() => say(call, { p: { b: { json } } }));
  const next = (call: Call, json: unknown) => say(call, { t: 3, p: { e: 'message', d: { json } } });
  const tell = (change: Partial<Script>) => {
    script = { ...script, ...change };
    for (const { call, data } of streams) next(call, data());
  };
  const everything = () => ({
    revision: 1,
    topics: ['human-tasks', 'discussions'],
    taskIds: [],
    processIds: [],
    actions: [],
  });
  const change = (entryId: string | undefined, changed: Partial<OutboxEntry>) => {
    tell({
      entries: script.entries.map((entry) => (entry.entryId === entryId ? { ...entry, ...changed } : entry)),
    });
    return script.entries.find((entry) => entry.entryId === entryId);
  };
  const now = () => new Date().toISOString();

  const answer = (call: Call, path: string, input: Sent) => {
    const refusal = script.refusals[path];
    if (refusal !== undefined) {
      const json = { defined: true, data: {}, ...refusal };
      queueMicrotask(() => say(call, { p: { s: refusal.status, b: { json } } }));
      return;
    }
    if (path in script.answers) {
      if (script.answers[path] !== null) reply(call, script.answers[path]);
      return;
    }
    switch (path) {
      case '/accounts/list':
        return reply(call, { accounts: script.accounts, signInCode: null });
      case '/accounts/changes':
        say(call, { p: { h: { 'content-type': 'text/event-stream' } } });
        streams.push({ call, data: () => ({ accounts: script.accounts, signInCode: null }) });
        return;
      case '/outbox/list':
        return reply(call, { entries: script.entries });
      case '/outbox/edit':
        return reply(call, change(input.entryId, { response: input.response ?? null }));
      case '/outbox/withdraw':
        return reply(call, change(input.entryId, { state: 'withdrawn', endedTs: now(), heldUntilTs: null }));
      case '/outbox/retry':
        return reply(call, change(input.entryId, { state: 'sending', endedTs: null }));
      case '/outbox/dismiss':
      case '/outbox/postAsComment':
        return reply(call, change(input.entryId, { dismissed: true }));
      default:
        return reply(call, {});
    }
  };
  const complete = (call: Call, { taskAsstId = '', response = {} }: Sent) => {
    const { title = '', taskId = '' } = script.tasks[taskAsstId] ?? {};
    const given = { ...response, value: response.value ?? null, submittedAt: now() };
    const entry = {
      entryId: crypto.randomUUID(),
      accountId: 'acme',
      action: 'completeTask' as const,
      taskAsstId,
      taskId,
      title,
      response,
      label: typeof response.value === 'string' ? response.value : '',
      state: 'held' as const,
      writtenTs: now(),
      heldUntilTs: new Date(Date.now() + script.holdFor).toISOString(),
      attempts: 0,
      nextTryTs: null,
      lastError: null,
      endedTs: null,
      decided: null,
      dismissed: false,
    };
    script = { ...script, entries: [...script.entries, entry] };
    const result = { taskId, taskAsstId, processId: taskId, taskStatusCode: 'W' };
    reply(call, { ...result, completedTs: now(), completedUser: 'maya', response: given });
    tell({});
  };

  /** A task of this computer as the server's that the script says it is, with what is queued for it. */
  const patched = (task: HumanTask & HumanTaskRow) => {
    const patch = script.tasks[task.taskAsstId];
    if (patch === undefined) return task;
    const entry = script.entries.findLast(
      ({ taskAsstId, state, dismissed }) =>
        taskAsstId === task.taskAsstId && state !== 'withdrawn' && !dismissed,
    );
    const isGiven = entry !== undefined && entry.endedTs === null;
    const sync = patch.sync ?? {
      accountId: 'acme',
      accountName: 'Acme',
      confirmedTs: script.accounts[1]?.confirmedTs ?? null,
      longestAnswer: null,
    };
    return {
      ...task,
      ...patch,
      ...(isGiven && 'canComplete' in task ? { canComplete: false, readOnly: true } : {}),
      sync: { ...sync, outbox: entry === undefined ? null : { entryId: entry.entryId, state: entry.state } },
    };
  };
  const isOnItsWay = ({ taskAsstId }: HumanTaskRow) =>
    script.entries.some((entry) => entry.taskAsstId === taskAsstId && entry.endedTs === null);
  const isOf = (accountId: string | undefined) => (row: HumanTaskRow) =>
    accountId === undefined || (script.tasks[row.taskAsstId] === undefined) === (accountId === 'local');
  const rewritten = (path: string, accountId: string | undefined, json: unknown): unknown => {
    if (path === '/humanTasks/get') return patched(json as HumanTask & HumanTaskRow);
    const list = json as { humanTasks: (HumanTask & HumanTaskRow)[]; total: number };
    const humanTasks = list.humanTasks
      .filter(isOf(accountId))
      .map(patched)
      .filter((row) => !isOnItsWay(row));
    return { ...list, humanTasks, total: list.total - list.humanTasks.length + humanTasks.length };
  };

  MessagePort.prototype.postMessage = function post(this: MessagePort, message: unknown, ...rest: never[]) {
    const { i, p } = typeof message === 'string' ? (JSON.parse(message) as Message) : { i: '', p: {} };
    const path = p?.u ?? '';
    const input = (p?.b?.json ?? {}) as Sent;
    if (path in script.answers || path.startsWith('/accounts/') || path.startsWith('/outbox/')) {
      calls.push({ path, input });
      answer({ port: this, id: i }, path, input);
      return;
    }
    if (path === '/humanTasks/complete' && script.tasks[input.taskAsstId ?? ''] !== undefined) {
      complete({ port: this, id: i }, input);
      return;
    }
    if (path === '/humanTasks/get' || path === '/humanTasks/list') {
      const { accountId, ...asked } = input;
      passing.set(i, { path, accountId });
      // The app has no such account.
      if (accountId !== undefined) {
        const sent = { i, p: { ...p, b: { ...p?.b, json: asked } } };
        postMessage.call(this, JSON.stringify(sent), ...rest);
        return;
      }
    }
    if (path === '/account/changes') streams.push({ call: { port: this, id: i }, data: everything });
    postMessage.call(this, message, ...rest);
  } as typeof postMessage;

  MessagePort.prototype.addEventListener = function listen(
    this: MessagePort,
    type: string,
    listener: (event: Event) => void,
  ) {
    if (type !== 'message') return addEventListener.call(this, type, listener);
    return addEventListener.call(this, type, (event) => {
      const { data } = event as MessageEvent<unknown>;
      const message =
        typeof data === 'string' ? (JSON.parse(data) as Message & { p?: { s?: number } }) : null;
      const passed = message === null ? undefined : passing.get(message.i);
      if (message === null || passed === undefined || message.p?.s !== undefined) {
        listener(event);
        return;
      }
      passing.delete(message.i);
      const body = { ...message.p?.b, json: rewritten(passed.path, passed.accountId, message.p?.b?.json) };
      const changed = JSON.stringify({ ...message, p: { ...message.p, b: body } });
      listener(new MessageEvent('message', { data: changed }));
    });
  } as typeof addEventListener;

  Object.assign(globalThis, { scripted: { tell, calls } });
}
