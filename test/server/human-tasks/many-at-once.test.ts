import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FeedPage, type FeedEntry } from '../../../src/shared/contract/sync.ts';
import type { AssignmentStatus } from '../../../src/shared/human-task/status.ts';
import { mayFollow } from '../../../src/shared/human-task/transitions.ts';
import { text } from '../../../src/service/columns.ts';
import {
  aServerTeam,
  settled,
  type Member,
  type Reply,
  type ServerTeam,
} from '../../support/server/server-team.ts';

let team: ServerTeam;
beforeAll(async () => {
  team = await aServerTeam();
});
afterAll(() => team[Symbol.asyncDispose]());

const people = ['ann', 'bob', 'carol'] as const;

/** The same numbers for the same seed; at least 0, below 1. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

describe.each([1, 2, 3])('many people at once at two nodes (seed %i)', (seed) => {
  it('[H62 H67] answer each task at most once, and every feed ends as what its user can read', async () => {
    const random = numbersFrom(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const nodes = [team.node, await team.anotherNode()];
    const processIds = await Promise.all(
      Array.from({ length: 6 }, () =>
        team.ask(pick(['{ roleId: approvers }', '{ assigneeIds: [ann, carol] }'])),
      ),
    );
    const taskIds = await tasksOf(processIds);
    const replies: Reply[] = [];
    const act = async (): Promise<void> => {
      const userId = pick(people);
      const member = team.as(userId).at(pick(nodes));
      const maya = team.as('maya').at(pick(nodes));
      const what = random();
      const value = random();
      if (what < 0.08) {
        const memberIds = people.filter(() => random() < 0.7);
        replies.push(await maya.patch('/roles/approvers', { memberIds }));
        return;
      }
      const { body } = await member.get(`/tasks/${pick(taskIds)}/human-task`);
      const { taskAsstId } = body as { taskAsstId?: string };
      if (taskAsstId === undefined) return;
      const path = `/human-tasks/${taskAsstId}`;
      if (what < 0.3) replies.push(await member.post(`${path}/claim`, { minutes: 5 }));
      else if (what < 0.45) replies.push(await member.post(`${path}/release`));
      else if (what < 0.55) replies.push(await maya.post(`${path}/reassign`, { to: reassignee(value) }));
      else if (what < 0.65) replies.push(await member.post(`${path}/discussion`, { text: 'Hm' }));
      else if (what < 0.75) replies.push(await member.post(`${path}/read`));
      else replies.push(await member.complete(taskAsstId, 'APPROVED'));
    };
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let turn = 0; turn < 15; turn += 1) await act();
      }),
    );
    await settled(nodes);

    expect(replies.length).toBeGreaterThan(40);
    expect(replies.filter(({ status }) => status >= 500)).toEqual([]);
    expect(replies.some(({ status }) => status === 200)).toBe(true);
    await historyIsLegal(taskIds);
    for (const userId of people) await feedIsWhatCanBeRead(userId);
    await team.as('maya').patch('/roles/approvers', { memberIds: ['ann', 'bob'] });
  });
});

function reassignee(value: number) {
  return value < 0.5 ? { roleId: 'approvers' } : { userId: people[Math.floor(value * 6) - 3] ?? 'ann' };
}

async function tasksOf(processIds: readonly string[]): Promise<string[]> {
  const rows = await team.database.db.read(team.hostId, (reader) =>
    reader.query(`SELECT id FROM task WHERE kind = 'ask' AND process_id = ANY ($1)`, processIds),
  );
  return rows.map((row) => text(row, 'id'));
}

/** Each assignment went only the ways that there are, and each task was completed at most once. */
async function historyIsLegal(taskIds: readonly string[]): Promise<void> {
  const rows = await team.database.db.read(team.hostId, (reader) =>
    reader.query(
      `SELECT history.task_id, history.assignment_id, history.status, assignment.status AS last FROM assignment_history AS history
       JOIN assignment ON assignment.id = history.assignment_id WHERE history.task_id = ANY ($1) ORDER BY history.seq`,
      taskIds,
    ),
  );
  const at = new Map<string, AssignmentStatus>();
  const completed = new Map<string, number>();
  const illegal: string[] = [];
  for (const row of rows) {
    const [id, status] = [text(row, 'assignment_id'), text(row, 'status') as AssignmentStatus];
    const before = at.get(id) ?? null;
    if (!mayFollow(before, status)) illegal.push(`${id}: ${before} → ${status}`);
    at.set(id, status);
    if (status !== 'COMPLETED') continue;
    completed.set(text(row, 'task_id'), (completed.get(text(row, 'task_id')) ?? 0) + 1);
  }
  expect(illegal).toEqual([]);
  expect([...completed.values()].filter((times) => times > 1)).toEqual([]);
  for (const row of rows) expect(at.get(text(row, 'assignment_id'))).toBe(text(row, 'last'));
}

/** Who read only the feed has every task that they hold, as its page shows it, and none that was taken from them. */
async function feedIsWhatCanBeRead(userId: string): Promise<void> {
  const member = team.as(userId);
  const rows = await team.database.db.read(team.hostId, (reader) =>
    reader.query(
      `SELECT id FROM assignment WHERE assignee_id = $1
         AND (active OR unassigned_reason NOT IN ('reassigned', 'assigned_to_me', 'left_role', 'user_inactive', 'escalated'))`,
      userId,
    ),
  );
  const entries = await wholeFeed(member);
  const held = entries.filter(({ gone }) => !gone).map(({ taskAsstId }) => taskAsstId);
  expect(held.toSorted()).toEqual(rows.map((row) => text(row, 'id')).toSorted());
  for (const { task, taskAsstId, gone } of entries) {
    if (gone) continue;
    const { unread: _unread, ...shown } = task ?? { unread: false };
    expect(shown).toEqual((await member.get(`/human-tasks/${taskAsstId}`)).body);
  }
}

async function wholeFeed(member: Member): Promise<FeedEntry[]> {
  const all: FeedEntry[] = [];
  for (let after = 0; ;) {
    const page = FeedPage.parse(await member.feed(after));
    all.push(...page.entries);
    if (page.remaining === 0) return all;
    after = page.cursor;
  }
}
