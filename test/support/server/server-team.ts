import { setImmediate } from 'node:timers/promises';
import type { HumanTask, HumanTaskRow } from '../../../src/shared/contract/human-tasks.ts';
import type { FeedPage } from '../../../src/shared/contract/sync.ts';
import { feedPaths } from '../../../src/shared/contract/sync.ts';
import type { ServerNode } from '../../../src/server/node.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { startIssuer } from './issuer.ts';
import { openTestDatabase, type TestDatabase } from './postgres.ts';
import { startTestNode } from './test-node.ts';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** Of an error. */
  readonly code: string | undefined;
}

/** Several people of one host, as programs meet the server: over HTTP, each with a token of the identity provider. */
export interface ServerTeam extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly node: ServerNode;
  readonly hostId: string;
  /** One call as a member; maya administers. */
  as(userId: string, claims?: Record<string, unknown>): Member;
  /** Starts a workflow with one approval that is assigned so; `assignment` is YAML. @returns the process id */
  ask(assignment: string, more?: AskMore): Promise<string>;
  /** Starts a whole workflow. @returns the process id, when it waits or has ended */
  start(source: string, input?: object): Promise<string>;
  /** Moves the clock of the server on. */
  later(milliseconds: number): void;
  /** Another node on the same database. */
  anotherNode(): Promise<ServerNode>;
}

export interface AskMore {
  /** Further lines of the ask, as YAML with an indentation of eight spaces. */
  readonly ask?: string;
  /** Whether `ask` says the mode. */
  readonly replaceMode?: boolean;
  /** Further tasks, with an indentation of two. */
  readonly after?: string;
}

export interface Member {
  get(path: string): Promise<Reply>;
  /** The same without a look at the answer. */
  fetch(path: string): Promise<Response>;
  post(path: string, body?: object): Promise<Reply>;
  put(path: string, body: object): Promise<Reply>;
  patch(path: string, body: object): Promise<Reply>;
  remove(path: string): Promise<Reply>;
  /** What waits for this member. */
  inbox(): Promise<HumanTaskRow[]>;
  /** The only task that waits for this member, as its page shows it. */
  task(): Promise<HumanTask>;
  complete(taskAsstId: string, value: unknown, more?: object): Promise<Reply>;
  feed(after?: number): Promise<FeedPage>;
  /** The same member at another node. */
  at(node: ServerNode): Member;
  /** For calls that this does not make: what a program of the member sends. */
  headers(): Promise<Record<string, string>>;
}

const permissionsOf: Record<string, string[]> = { maya: ['portal.admin'] };
const rolesOf: Record<string, string[]> = { ann: ['approvers'], bob: ['approvers'] };

/** maya, who administers, and ann, bob and carol, who may do nothing special; ann and bob are `approvers` by their tokens. */
export async function aServerTeam(): Promise<ServerTeam> {
  const host = '0197a000-0000-7000-8000-0000000000aa';
  let ahead = 0;
  const clock = { now: () => systemClock.now() + ahead };
  const database = await openTestDatabase();
  const issuer = await startIssuer(clock);
  const nodes: ServerNode[] = [];
  const anotherNode = async () => {
    const started = await startTestNode({
      databaseUrl: database.url,
      issuer: issuer.url,
      clock,
      timers: systemTimers,
    });
    nodes.push(started);
    return started;
  };
  const node = await anotherNode();
  const as = (userId: string, claims: Record<string, unknown> = {}): Member => {
    const all = {
      sub: userId,
      name: userId.charAt(0).toUpperCase() + userId.slice(1),
      host,
      roles: rolesOf[userId] ?? [],
      permissions: permissionsOf[userId] ?? [],
      scope: 'workflow.read workflow.write workflow.task.override',
      ...claims,
    };
    return memberAt(node, () => issuer.token(all));
  };
  for (const userId of ['maya', 'ann', 'bob', 'carol']) {
    const me = await as(userId).get('/sync/me');
    if (me.status !== 200) throw new Error(`${userId}: ${JSON.stringify(me)}`);
  }
  let started = 0;
  const start = async (source: string, input: object = {}) => {
    const added = await as('maya').post('/workflows', { source });
    const { namespace, name, version } = added.body as Record<string, string>;
    const process = await as('maya').post('/processes', {
      workflow: `${namespace}/${name}@${version}`,
      input,
    });
    if (process.status !== 200) throw new Error(JSON.stringify([added, process]));
    await settled(nodes);
    return (process.body as { processId: string }).processId;
  };
  return {
    database,
    node,
    hostId: host,
    as,
    start,
    anotherNode,
    later: (milliseconds) => void (ahead += milliseconds),
    ask: (assignment, more = {}) => {
      started += 1;
      return start(workflow(`ask-${started}`, assignment, more), {
        requestId: 'REQ-001',
        summary: 'A request',
        hidden: 1,
      });
    },
    async [Symbol.asyncDispose]() {
      for (const each of nodes) await each.stop();
      await issuer.close();
      await database.close();
    },
  };
}

/** Nothing is left to walk. */
export async function settled(nodes: readonly ServerNode[]): Promise<void> {
  for (const { parts } of nodes) await parts.engine.idle();
  await setImmediate();
}

function workflow(
  name: string,
  assignment: string,
  { ask = '', after = '', replaceMode = false }: AskMore,
): string {
  return `
document: { dsl: '1.0.3', namespace: team, name: ${name}, version: '1.0.0' }
do:
  - prepare:
      set: { checked: true }
  - decide:
      ask:
        prompt: Is it right?
${replaceMode ? '' : '        mode: approval'}
        contextKeys: [requestId]
        assignment: ${assignment}
${ask}
${after}
`;
}

function memberAt(node: ServerNode, token: () => Promise<string>): Member {
  const send = async (method: string, path: string, body?: object): Promise<Reply> => {
    const response = await fetch(`${node.url}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await token()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? null : JSON.parse(text);
    const code = response.ok ? undefined : (answer as { code?: string }).code;
    return { status: response.status, body: answer, code };
  };
  const inbox = async () => {
    const { body } = await send('GET', '/human-tasks');
    return (body as { humanTasks: HumanTaskRow[] }).humanTasks;
  };
  return {
    get: (path) => send('GET', path),
    fetch: async (path) =>
      fetch(`${node.url}/api${path}`, { headers: { authorization: `Bearer ${await token()}` } }),
    post: (path, body = {}) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    patch: (path, body) => send('PATCH', path, body),
    remove: (path) => send('DELETE', path),
    inbox,
    async task() {
      const [row, ...others] = await inbox();
      if (row === undefined || others.length > 0)
        throw new Error(`There is not one task but ${others.length}`);
      return (await send('GET', `/human-tasks/${row.taskAsstId}`)).body as HumanTask;
    },
    complete: (taskAsstId, value, more = {}) =>
      send('POST', `/human-tasks/${taskAsstId}/complete`, { response: { value }, ...more }),
    async feed(after = 0) {
      const reply = await send('GET', `${feedPaths.page.replace('/api', '')}?after=${after}`);
      if (reply.status !== 200) throw new Error(JSON.stringify(reply));
      return reply.body as FeedPage;
    },
    at: (other) => memberAt(other, token),
    headers: async () => ({ authorization: `Bearer ${await token()}` }),
  };
}
