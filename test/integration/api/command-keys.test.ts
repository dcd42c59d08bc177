import { describe, expect, it } from 'vitest';
import { startSource } from '../../support/account.ts';
import type { Reply } from '../../support/api.ts';
import { aTeam, type Team } from '../../support/team.ts';

const resting = `
document: { dsl: '1.0.3', namespace: test, name: resting, version: '1.0.0' }
do: [{ rest: { wait: { hours: 1 } } }]
`;
const failing = `
document: { dsl: '1.0.3', namespace: test, name: failing, version: '1.0.0' }
do: [{ fail: { raise: { error: { type: 'https://example.com/no', status: 400, title: No } } } }]
`;
const daily = `
document: { dsl: '1.0.3', namespace: test, name: daily, version: '1.0.0' }
schedule: { cron: '0 9 * * *' }
do: [{ only: { set: { done: true } } }]
`;

/** A command as it goes over the wire. */
type Call = readonly [method: string, path: string, body: object];

interface Case {
  readonly command: Call;
  /** Sent with the same key, it is not the same command. */
  readonly other: Call;
  /** Takes back what the command did: a replay that did it again would be seen. */
  readonly undo: Call;
  /** Where that is seen. */
  readonly seen: string;
}

async function processCase(team: Team, operation: string, undo: string): Promise<Case> {
  const path = `/processes/${await startSource(team.served.account, resting)}`;
  return {
    command: ['POST', `${path}/${operation}`, {}],
    other: ['POST', `${path}/${undo}`, {}],
    undo: ['POST', `${path}/${undo}`, {}],
    seen: path,
  };
}

async function messageCase(team: Team, method: 'PUT' | 'DELETE'): Promise<Case> {
  await team.ask('{ assigneeId: maya }');
  const discussion = `/human-tasks/${(await team.as('maya').task()).taskAsstId}/discussion`;
  const post = async () => {
    const { body } = await team.as('maya').post(discussion, { text: 'Is it?' });
    return `${discussion}/${(body as { messageId: string }).messageId}`;
  };
  const [one, another] = [await post(), await post()];
  const text = method === 'PUT' ? { text: 'It is.' } : {};
  return {
    command: [method, one, text],
    other: [method, another, text],
    undo: ['PUT', one, { text: 'Is it not?' }],
    seen: discussion,
  };
}

const cases: Record<string, (team: Team) => Promise<Case>> = {
  'a new user': async () => ({
    command: ['POST', '/users', { userId: 'dora', name: 'Dora' }],
    other: ['POST', '/users', { userId: 'dora', name: 'Dorothea' }],
    undo: ['DELETE', '/users/dora', {}],
    seen: '/users',
  }),
  'a user changed': async () => ({
    command: ['PATCH', '/users/ann', { active: false }],
    other: ['PATCH', '/users/bob', { active: false }],
    undo: ['PATCH', '/users/ann', { active: true }],
    seen: '/users',
  }),
  'a user removed': async () => ({
    command: ['DELETE', '/users/carol', {}],
    other: ['DELETE', '/users/bob', {}],
    undo: ['POST', '/users', { userId: 'carol' }],
    seen: '/users',
  }),
  'a new role': async () => ({
    command: ['POST', '/roles', { roleId: 'auditors', memberIds: ['ann'] }],
    other: ['POST', '/roles', { roleId: 'auditors', memberIds: ['bob'] }],
    undo: ['DELETE', '/roles/auditors', {}],
    seen: '/roles',
  }),
  'a role changed': async () => ({
    command: ['PATCH', '/roles/approvers', { memberIds: ['ann'] }],
    other: ['PATCH', '/roles/approvers', { memberIds: ['bob'] }],
    undo: ['PATCH', '/roles/approvers', { memberIds: ['ann', 'bob'] }],
    seen: '/roles',
  }),
  'a role removed': async (team) => {
    await team.as('maya').post('/roles', { roleId: 'auditors' });
    return {
      command: ['DELETE', '/roles/approvers', {}],
      other: ['DELETE', '/roles/auditors', {}],
      undo: ['POST', '/roles', { roleId: 'approvers' }],
      seen: '/roles',
    };
  },
  'a process suspended': (team) => processCase(team, 'suspend', 'resume'),
  'a process resumed': (team) => processCase(team, 'resume', 'suspend'),
  'a message changed': (team) => messageCase(team, 'PUT'),
  'a schedule switched': async (team) => {
    const { body } = await team.as('maya').post('/workflows', { source: daily });
    const path = `/workflows/${(body as { wfDefId: string }).wfDefId}/schedule`;
    return {
      command: ['POST', path, { enabled: false }],
      other: ['POST', path, { enabled: true }],
      undo: ['POST', path, { enabled: true }],
      seen: '/workflows',
    };
  },
};

/** What is deleted stays so: nothing comes between. */
const final = { 'a message deleted': (team: Team) => messageCase(team, 'DELETE') };

function send(team: Team, [method, path, body]: Call, idempotencyKey?: string): Promise<Reply> {
  return team.served.call(method, `/api${path}`, { body: JSON.stringify({ ...body, idempotencyKey }) });
}

const mismatch = { status: 409, body: { code: 'IDEMPOTENCY_MISMATCH' } };

describe('[I64] a command that is sent again with its key', () => {
  it.each(Object.entries({ ...cases, ...final }))(
    'is carried out once and answered as the first time: %s',
    async (_, make) => {
      await using team = await aTeam();
      const { command, other, seen } = await make(team);
      const first = await send(team, command, 'k');
      expect(first.status).toBe(200);
      const after = await team.as('maya').get(seen);
      expect(await send(team, command, 'k')).toEqual(first);
      expect(await send(team, other, 'k')).toMatchObject(mismatch);
      expect(await team.as('maya').get(seen)).toEqual(after);
    },
  );

  it.each(Object.entries(cases))('does not undo what came between: %s', async (_, make) => {
    await using team = await aTeam();
    const { command, undo, seen } = await make(team);
    await send(team, command, 'k');
    expect(await send(team, undo)).toMatchObject({ status: 200 });
    const between = await team.as('maya').get(seen);
    expect(await send(team, command, 'k')).toMatchObject({ status: 200 });
    expect(await team.as('maya').get(seen)).toEqual(between);
    // Under another key it is another command.
    await send(team, command, 'another');
    expect(await team.as('maya').get(seen)).not.toEqual(between);
  });

  it('tells nobody anything', async () => {
    await using team = await aTeam();
    await send(team, ['PATCH', '/users/ann', { active: false }], 'k');
    let told = 0;
    team.served.account.account.onChange(() => (told += 1));
    await send(team, ['PATCH', '/users/ann', { active: false }], 'k');
    expect(told).toBe(0);
    await send(team, ['PATCH', '/users/ann', { active: true }], 'other');
    expect(told).toBe(1);
  });

  it.each([
    ['cancel', resting, { reason: 'Too late' }, { reason: 'Too early' }],
    ['retry-failed', failing, {}, null],
  ])('ends or goes on once: %s', async (operation, source, body, other) => {
    await using team = await aTeam();
    const path = `/processes/${await startSource(team.served.account, source)}`;
    const command: Call = ['POST', `${path}/${operation}`, body];
    expect(await send(team, command, 'k')).toMatchObject({ status: 200 });
    await team.served.account.account.host.settled();
    const after = await team.as('maya').get(path);
    expect(await send(team, command, 'k')).toMatchObject({ status: 200 });
    await team.served.account.account.host.settled();
    expect(await team.as('maya').get(path)).toEqual(after);
    const another: Call = other === null ? ['POST', `${path}/cancel`, {}] : ['POST', command[1], other];
    expect(await send(team, another, 'k')).toMatchObject(mismatch);
  });

  it('is another one when another person uses the same key', async () => {
    await using team = await aTeam();
    await team.as('maya').patch('/users/ann', { permissions: ['portal.admin'] });
    const command = { userId: 'dora', idempotencyKey: 'k' };
    expect(await team.as('maya').post('/users', command)).toMatchObject({ status: 200 });
    expect(await team.as('ann').post('/users', command)).toMatchObject({
      status: 409,
      body: { code: 'USER_EXISTS' },
    });
  });
});
