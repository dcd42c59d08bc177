import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../../src/service/columns.ts';
import { commandsPath, mostCommands } from '../../../src/shared/contract/command-batch.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { call, type Answer } from '../../support/server/call.ts';
import { startIssuer } from '../../support/server/issuer.ts';
import { openTestDatabase } from '../../support/server/postgres.ts';
import { aServerTeam, type ServerTeam } from '../../support/server/server-team.ts';
import { startTestNode } from '../../support/server/test-node.ts';

let team: ServerTeam;
beforeAll(async () => (team = await aServerTeam()));
afterAll(() => team[Symbol.asyncDispose]());

interface Line {
  readonly index: number;
  readonly status?: number;
  readonly output?: Record<string, unknown>;
  readonly error?: { readonly code: string; readonly data: object };
  readonly retryAfterSeconds?: number | null;
}

async function send(commands: readonly object[], userId = 'ann'): Promise<Answer> {
  return call(`${team.node.url}${commandsPath}`, {
    headers: await team.as(userId).headers(),
    body: { commands },
  });
}

/** In the order in which they were sent. */
function linesOf({ status, text }: Answer): Line[] {
  expect([status, text.slice(-1)]).toEqual([200, '\n']);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  return lines.toSorted((a, b) => a.index - b.index);
}

const short = ({ output, status, error }: Line) => (output === undefined ? [status, error?.code] : 'done');

async function asked(): Promise<string> {
  const processId = await team.ask('{ assigneeIds: [ann] }');
  const row = (await team.as('ann').inbox()).find((each) => each.processId === processId);
  if (row === undefined) throw new Error('ann was not asked');
  return row.taskAsstId;
}

const answer = (taskAsstId: string, value: unknown = 'APPROVED', key: string = randomUUID()) => ({
  action: 'completeTask',
  source: 'notification',
  input: { taskAsstId, response: { value }, idempotencyKey: key },
});

describe('many commands in one request', () => {
  it('[H67] are each answered for themselves: what is refused of one concerns no other', async () => {
    const tasks = [await asked(), await asked(), await asked(), await asked()] as const;
    await team.as('ann').complete(tasks[1], 'REJECTED');
    const message = { taskAsstId: tasks[3], text: 'In a moment', idempotencyKey: randomUUID() };
    const lines = linesOf(
      await send([
        answer(tasks[0]),
        answer(tasks[1]),
        answer(tasks[2], 'NO_SUCH_OPTION'),
        answer(randomUUID()),
        { action: 'completeTask', input: { idempotencyKey: 'no task' } },
        { action: 'postMessage', input: message },
        { action: 'claimHumanTask', input: { taskAsstId: tasks[2], minutes: 5, idempotencyKey: 'claim' } },
        { action: 'releaseHumanTask', input: { taskAsstId: tasks[3], idempotencyKey: 'release' } },
      ]),
    );
    expect(lines.map(short)).toEqual([
      'done',
      [409, 'STALE_TASK'],
      [422, 'ANSWER_INVALID'],
      [404, 'ASSIGNMENT_NOT_FOUND'],
      [400, 'INVALID_REQUEST'],
      'done',
      'done',
      [409, 'NOT_CLAIMED'],
    ]);
    expect(lines[0]?.output).toMatchObject({ taskStatusCode: 'C', completedUser: 'ann' });
    expect(lines[1]?.error?.data).toMatchObject({ decision: { completedUser: 'ann', value: 'REJECTED' } });
    expect(lines[5]?.output).toMatchObject({ text: 'In a moment', author: 'ann' });
  });

  it('are once what they are, however often they are sent, and say through what they were decided', async () => {
    const tasks = [await asked(), await asked()];
    const commands = tasks.map((id) => answer(id));
    const first = linesOf(await send(commands));
    expect(linesOf(await send(commands))).toEqual(first);
    const rows = await team.database.db.read(team.hostId, (reader) =>
      reader.query(
        `SELECT source FROM assignment_history WHERE assignment_id = ANY ($1) AND status = 'COMPLETED'`,
        tasks,
      ),
    );
    expect(rows.map((row) => text(row, 'source'))).toEqual(['notification', 'notification']);
  });

  it('[H62] that are about one task decide it once', async () => {
    const id = await asked();
    const lines = linesOf(await send([answer(id, 'APPROVED'), answer(id, 'REJECTED'), answer(id)]));
    expect(lines.map(short).filter((each) => each === 'done')).toHaveLength(1);
    expect(lines.map(short).filter((each) => each !== 'done')).toEqual([
      [409, 'STALE_TASK'],
      [409, 'STALE_TASK'],
    ]);
  });

  it.each([
    ['none', () => []],
    [
      'more than the server says that it takes',
      () => Array.from({ length: mostCommands + 1 }, () => answer(randomUUID())),
    ],
    ['one without a key', () => [{ action: 'completeTask', input: { taskAsstId: randomUUID() } }]],
    ['one that is no command', () => [{ action: 'cancelProcess', input: { idempotencyKey: 'key' } }]],
  ])('are refused together where there is %s', async (_, commands) => {
    const id = await asked();
    const refused = await send([...commands(), ...(commands().length === 0 ? [] : [answer(id)])]);
    expect([refused.status, refused.json.code]).toEqual([400, 'INVALID_REQUEST']);
    expect((await team.as('ann').get(`/human-tasks/${id}`)).body).toMatchObject({ taskStatusCode: 'W' });
  });

  it('are refused together where they are longer than the server takes', async () => {
    const long = Array.from({ length: 30 }, () => answer(randomUUID(), 'x'.repeat(80_000)));
    expect((await send(long)).status).toBe(413);
  });
});

it('each of many commands counts as a call: those above the limit wait, the others do not', async () => {
  const database = await openTestDatabase();
  const issuer = await startIssuer(systemClock);
  const node = await startTestNode({
    databaseUrl: database.url,
    issuer: issuer.url,
    env: { REQUESTS_PER_MINUTE: '5' },
  });
  try {
    const host = '0190c0de-0000-7000-8000-0000000000a1';
    const claims = { sub: 'alice', name: 'Alice', host, scope: 'workflow.read workflow.write' };
    const options = {
      token: await issuer.token(claims),
      body: { commands: Array.from({ length: 8 }, () => answer(randomUUID())) },
    };
    const lines = linesOf(await call(`${node.url}${commandsPath}`, options));
    expect(lines.map(short)).toEqual([
      ...Array.from({ length: 5 }, () => [404, 'ASSIGNMENT_NOT_FOUND']),
      ...Array.from({ length: 3 }, () => [429, 'RATE_LIMITED']),
    ]);
    for (const { retryAfterSeconds } of lines.slice(5)) expect(retryAfterSeconds).toBeGreaterThan(0);
    const next = await call(`${node.url}${commandsPath}`, options);
    expect([next.status, Number(next.headers.get('retry-after')) > 0]).toEqual([429, true]);
  } finally {
    await node.stop();
    await issuer.close();
    await database.close();
  }
});
