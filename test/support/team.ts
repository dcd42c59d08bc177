import type { HumanTask, HumanTaskRow } from '../../src/shared/contract/human-tasks.ts';
import { startSource, type TestAccountOptions } from './account.ts';
import { serveAccount, type Reply, type ServedAccount } from './api.ts';

/** Several people on one computer, as other programs meet them: over HTTP, each with the header that an administrator may send. */
export interface Team extends AsyncDisposable {
  readonly served: ServedAccount;
  /** One call as a member; maya is who is logged in. */
  as(userId: string): Member;
  /** Starts a workflow with one approval that is assigned so; `assignment` is YAML. @returns the process id */
  ask(assignment: string, more?: string): Promise<string>;
}

export interface Member {
  get(path: string): Promise<Reply>;
  post(path: string, body?: object): Promise<Reply>;
  patch(path: string, body: object): Promise<Reply>;
  remove(path: string): Promise<Reply>;
  /** What waits for this member. */
  inbox(): Promise<HumanTaskRow[]>;
  /** The only task that waits for this member. */
  task(): Promise<HumanTask>;
}

/** maya, who is the administrator, and ann, bob and carol, who may do nothing special; ann and bob are `approvers`. */
export async function aTeam(options: TestAccountOptions = {}): Promise<Team> {
  const served = await serveAccount(undefined, options);
  const as = (userId: string) => member(served, userId);
  for (const userId of ['ann', 'bob', 'carol']) await as('maya').post('/users', { userId });
  await as('maya').post('/roles', { roleId: 'approvers', name: 'Approvers', memberIds: ['ann', 'bob'] });
  let asked = 0;
  return {
    served,
    as,
    ask: (assignment, more = '') =>
      startSource(served.account, workflow(`ask-${(asked += 1)}`, assignment, more), {
        requestId: 'REQ-001',
        summary: 'A request',
        hidden: 1,
      }),
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}

function workflow(name: string, assignment: string, more: string): string {
  return `
document: { dsl: '1.0.3', namespace: team, name: ${name}, version: '1.0.0' }
do:
  - prepare:
      set: { checked: true }
  - decide:
      ask:
        prompt: Is it right?
        mode: approval
        contextKeys: [requestId]
        assignment: ${assignment}
${more}
`;
}

function member(served: ServedAccount, userId: string): Member {
  const headers = { 'x-countersign-as': userId };
  const send = (method: string, path: string, body?: object) =>
    served.call(method, `/api${path}`, {
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const inbox = async () => {
    const { body } = await send('GET', '/human-tasks');
    return (body as { humanTasks: HumanTaskRow[] }).humanTasks;
  };
  return {
    get: (path) => send('GET', path),
    post: (path, body = {}) => send('POST', path, body),
    patch: (path, body) => send('PATCH', path, body),
    remove: (path) => send('DELETE', path),
    inbox,
    async task() {
      const [row, ...others] = await inbox();
      if (row === undefined || others.length > 0) throw new Error(`${userId} has not one task`);
      return (await send('GET', `/human-tasks/${row.taskAsstId}`)).body as HumanTask;
    },
  };
}
