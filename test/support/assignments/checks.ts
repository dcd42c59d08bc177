import { expect } from 'vitest';
import type { AssignmentStatus } from '../../../src/shared/human-task/status.ts';
import { mayFollow } from '../../../src/shared/human-task/transitions.ts';
import { overrides, type Model } from './model.ts';
import type { World } from './world.ts';

/** What holds after every step, whatever it was. */
export function check(model: Model, world: World): void {
  const rows = world.rows();
  const open = rows.filter(({ active }) => active);
  placesAreRight(model, open);
  claimsAreRight(model, world, open);
  historyIsAlongTheTable(world);
  expect(world.wakeCount()).toBe(model.answered ? 1 : 0);
  const completed = rows.filter(({ status }) => status === 'COMPLETED');
  expect(completed).toHaveLength(model.answered ? 1 : 0);
  if (model.answered) completionIsRight(world);
}

function placesAreRight(model: Model, open: ReturnType<World['rows']>): void {
  if (model.answered) return expect(open).toEqual([]);
  const held = open.flatMap(({ assigneeId }) => assigneeId ?? []).toSorted();
  expect(held).toEqual(model.holders());
  expect(open.length - held.length).toBe(model.vacancies());
}

function claimsAreRight(model: Model, world: World, open: ReturnType<World['rows']>): void {
  const live = open.filter(({ claimExpiresAt }) => claimExpiresAt !== null && claimExpiresAt > world.now);
  expect(live.map(({ claimedBy }) => claimedBy)).toEqual(
    model.answered ? [] : [model.liveClaim(world.now)].filter((by) => by !== null),
  );
  // Whoever claims next finds the claim before on record as ended.
  expect(open.filter(({ status }) => status === 'CLAIMED').length).toBeLessThanOrEqual(1);
  for (const row of world.rows()) {
    expect(row.status === 'CLAIMED').toBe(row.claimedBy !== null);
    if (row.claimedBy !== null) expect(row.claimedBy).toBe(row.assigneeId);
  }
}

function historyIsAlongTheTable(world: World): void {
  const last = new Map<string, AssignmentStatus>();
  for (const { assignmentId, status } of world.history()) {
    const before = last.get(assignmentId) ?? null;
    expect(mayFollow(before, status), `${before} → ${status}`).toBe(true);
    last.set(assignmentId, status);
  }
  for (const { id, status } of world.rows()) expect(last.get(id)).toBe(status);
}

/** Completed by who may, for who was asked; everybody else's was cancelled in the same moment. */
function completionIsRight(world: World): void {
  const history = world.history();
  const index = history.findIndex(({ status }) => status === 'COMPLETED');
  const completed = history[index];
  const row = world.rows().find(({ status }) => status === 'COMPLETED');
  if (completed === undefined || row === undefined) throw new Error('Nothing was completed');
  const task = world.task();
  expect(task.completedBy).toBe(completed.actor);
  expect(task.completedUser).toBe(row.assigneeId ?? completed.actor);
  expect(completed.effectiveUser).toBe(task.completedUser);
  expect(completed.actor === row.assigneeId || overrides(completed.actor)).toBe(true);
  for (const other of history.filter(({ at, reason }) => at > completed.at && reason !== null)) {
    throw new Error(`${other.status} after it was completed`);
  }
  const siblings = history.filter(({ reason }) => reason === 'completed_by_other_user');
  expect(
    siblings.every(
      ({ status, at, actor }) => status === 'CANCELLED' && at === completed.at && actor === completed.actor,
    ),
  ).toBe(true);
}
