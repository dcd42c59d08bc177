import * as fc from 'fast-check';
import { expect } from 'vitest';
import { mover, restaffAsks } from '../../../src/local/assignments/restaff.ts';
import { claimTask, releaseTask } from '../../../src/local/human-tasks/claim-task.ts';
import { completeTask } from '../../../src/local/human-tasks/complete-task.ts';
import { assignTaskToMe, reassignTask } from '../../../src/local/human-tasks/reassign-task.ts';
import {
  deleteRole,
  findRole,
  findUser,
  insertRole,
  insertUser,
  replaceMembers,
  rolesOf,
  updateUser,
} from '../../../src/local/store/people.ts';
import type { ErrorCode } from '../../../src/shared/error-catalogue.ts';
import type { RoleId, UserId } from '../../../src/shared/ids.ts';
import { check } from './checks.ts';
import type { For, Model, Place } from './model.ts';
import { outcomeOf, type Outcome, type World } from './world.ts';
import type { AssignmentRow } from '../../../src/service/human-tasks/assignment-row.ts';

type Command = fc.AsyncCommand<Model, World>;

/** Keyed commands that were carried out, so that they can be sent again. */
interface Sent {
  readonly again: (differently: boolean) => Promise<unknown>;
  readonly result: unknown;
}

const sent = new WeakMap<World, Sent[]>();
let keys = 0;

const users = ['maya', 'ann', 'bob', 'carol', 'dave', 'erin'];
const roles = ['approvers', 'directors'];
const minute = 60_000;

/** Who does something to which assignment: mostly their own and one that is open, sometimes anybody to any that there ever was. */
interface Pick {
  readonly user: string;
  readonly isOwn: boolean;
  readonly index: number;
  readonly isOpen: boolean;
}

const someUser = fc.constantFrom(...users);
const mostly = fc.nat({ max: 4 }).map((n) => n > 0);
const someAudience: fc.Arbitrary<For> = fc.oneof(
  someUser.map((id) => ({ users: [id] })),
  fc.constantFrom(...roles).map((role) => ({ role })),
);
const somePick: fc.Arbitrary<Pick> = fc.record({
  user: someUser,
  isOwn: mostly,
  index: fc.nat({ max: 11 }),
  isOpen: mostly,
});
const claims = fc
  .tuple(somePick, fc.integer({ min: 1, max: 120 }))
  .map(([pick, minutes]) => claim(pick, minutes));
const directors = fc
  .tuple(fc.constantFrom(...roles), fc.option(fc.subarray(users), { freq: 4 }))
  .map(([role, members]) => setRole(role, members));

/** Every kind of step, each with random people; what makes the others interesting more often. */
export const everyCommand: fc.Arbitrary<Command>[] = [
  claims,
  claims,
  claims,
  somePick.map((pick) => release(pick)),
  fc.tuple(somePick, mostly).map(([pick, fits]) => complete(pick, fits)),
  fc.tuple(somePick, someAudience).map(([pick, to]) => reassign(pick, to)),
  someUser.map((user) => assignToMe(user)),
  fc.tuple(fc.integer({ min: 1, max: 90 }), fc.boolean()).map(([minutes, seen]) => wait(minutes, seen)),
  directors,
  directors,
  fc
    .tuple(fc.constantFrom('ann', 'bob', 'carol', 'dave', 'erin'), mostly)
    .map(([user, active]) => setUser(user, active)),
  fc.tuple(fc.nat({ max: 9 }), fc.boolean()).map(([index, differently]) => replay(index, differently)),
];

function claim(pick: Pick, minutes: number): Command {
  return onRow(`claims for ${minutes}`, pick, {
    send: ({ world, user, taskAsstId, idempotencyKey }, differently) => {
      const request = { taskAsstId, minutes: differently ? 121 - minutes : minutes, idempotencyKey };
      return claimTask(world.parts, world.caller(user), request, world.at());
    },
    refusal: (model, { world, user }, place) => model.refusesClaim(user, place, world.now),
    effect: (model, { world, user }) => {
      model.claim = { by: user, until: world.now + minutes * minute };
    },
  });
}

function release(pick: Pick): Command {
  return onRow('releases', pick, {
    send: ({ world, user, taskAsstId, idempotencyKey }, differently) => {
      // Of a release there is nothing to say differently but which assignment.
      const request = { taskAsstId: differently ? world.taskId : taskAsstId, idempotencyKey };
      return releaseTask(world.parts, world.caller(user), request, world.at());
    },
    refusal: (model, { world, user }, place) => model.refusesRelease(user, place, world.now),
    effect: (model) => {
      model.claim = null;
    },
  });
}

function complete(pick: Pick, fits: boolean): Command {
  return onRow(fits ? 'answers' : 'answers wrongly', pick, {
    send: ({ world, user, taskAsstId, idempotencyKey }, differently) => {
      const response = { value: fits ? (differently ? 'REJECTED' : 'APPROVED') : 'PERHAPS' };
      const request = { taskAsstId, response, idempotencyKey };
      return completeTask(world.parts, world.caller(user), request, world.at());
    },
    refusal: (model, { world, user }, place) => model.refusesComplete(user, place, fits, world.now),
    effect: (model) => {
      model.answered = true;
      model.claim = null;
    },
  });
}

function reassign(pick: Pick, to: For): Command {
  const target = 'role' in to ? { roleId: to.role as RoleId } : { userId: to.users[0] as UserId };
  return onRow(`reassigns to ${JSON.stringify(to)}`, pick, {
    send: ({ world, user, taskAsstId, idempotencyKey }, differently) => {
      const more = differently ? { reason: 'another' } : {};
      const request = { taskAsstId, to: target, idempotencyKey, ...more };
      return reassignTask(world.parts, world.caller(user), request, world.at());
    },
    refusal: (model, { user }, place) => model.refusesReassign(user, place, to),
    effect: (model) =>
      model.settle(() => {
        model.audience = to;
      }),
  });
}

function assignToMe(user: string): Command {
  return {
    toString: () => `${user} takes it`,
    check: (model) => model.active.get(user) === true,
    async run(model, world) {
      const idempotencyKey = `k${(keys += 1)}`;
      const request = { idempotencyKey };
      const refusal = model.refusesAssignToMe(user, world.now);
      const send = (differently: boolean) => {
        const taskId = differently ? world.processId : world.taskId;
        return assignTaskToMe(world.parts, world.caller(user), { ...request, taskId }, world.at());
      };
      const outcome = await outcomeOf(send(false));
      mustBe(outcome, refusal);
      if (outcome.ok) {
        model.settle(() => (model.audience = { users: [user] }));
        remember(world, { again: send, result: outcome.result });
      }
      check(model, world);
    },
  };
}

interface Sending {
  readonly world: World;
  readonly user: string;
  readonly taskAsstId: string;
  readonly idempotencyKey: string;
}

interface Rule {
  send(sending: Sending, differently: boolean): Promise<unknown>;
  refusal(model: Model, sending: Sending, place: Place): ErrorCode | null;
  effect(model: Model, sending: Sending): void;
}

/** A command on one of the assignments that there ever were. */
function onRow(does: string, pick: Pick, { send, refusal, effect }: Rule): Command {
  const { user, isOwn, index, isOpen } = pick;
  return {
    toString: () => `${isOwn ? 'its assignee' : user} ${does} ${isOpen ? 'open ' : ''}#${index}`,
    check: () => true,
    async run(model, world) {
      const row = picked(world.rows(), pick);
      const who = isOwn ? (row.assigneeId ?? user) : user;
      if (model.active.get(who) !== true) return;
      const sending = { world, user: who, taskAsstId: row.id, idempotencyKey: `k${(keys += 1)}` };
      const refused = refusal(model, sending, row);
      const outcome = await outcomeOf(send(sending, false));
      mustBe(outcome, refused);
      if (outcome.ok) {
        effect(model, sending);
        remember(world, { again: (differently) => send(sending, differently), result: outcome.result });
      }
      check(model, world);
    },
  };
}

function picked(rows: readonly AssignmentRow[], { index, isOpen }: Pick): AssignmentRow {
  const open = rows.filter(({ active }) => active);
  const from = isOpen && open.length > 0 ? open : rows;
  const row = from[index % from.length];
  if (row === undefined) throw new Error('There is no assignment at all');
  return row;
}

function wait(minutes: number, recorded: boolean): Command {
  return {
    toString: () => `${minutes} minutes pass${recorded ? '' : ' unseen'}`,
    check: () => true,
    async run(model, world) {
      world.now += minutes * minute;
      if (recorded) {
        await world.recordExpired();
        const over = world.rows().filter(({ claimExpiresAt }) => (claimExpiresAt ?? Infinity) <= world.now);
        expect(over).toEqual([]);
      }
      check(model, world);
    },
  };
}

function setRole(role: string, members: readonly string[] | null): Command {
  return {
    toString: () => `${role} are ${members === null ? 'nothing' : `[${members.join()}]`}`,
    check: () => true,
    async run(model, world) {
      const present = members?.filter((id) => model.active.has(id)) ?? null;
      model.settle(() => {
        if (present === null) model.roles.delete(role);
        else model.roles.set(role, new Set(present));
      });
      const { db } = world;
      await changePeople(world, { userIds: [], roleIds: [role] }, () => {
        if (present === null) return deleteRole(db, role);
        if (findRole(db, role) === null) insertRole(db, { id: role, name: role }, world.now);
        replaceMembers(db, role, present);
      });
      check(model, world);
    },
  };
}

function setUser(id: string, active: boolean): Command {
  return {
    toString: () => `${id} is ${active ? 'there' : 'away'}`,
    check: () => true,
    async run(model, world) {
      model.settle(() => model.active.set(id, active));
      const { db } = world;
      await changePeople(world, { userIds: [id], roleIds: rolesOf(db, id) }, () => {
        if (findUser(db, id) === null) insertUser(db, { id, name: id, active }, world.now);
        else updateUser(db, { id, name: id, active });
      });
      check(model, world);
    },
  };
}

/** An earlier command comes again: with the same payload it gets its first result and does nothing, with another it is refused. */
function replay(index: number, differently: boolean): Command {
  return {
    toString: () => `command ${index} comes again${differently ? ' with another payload' : ''}`,
    check: () => true,
    async run(model, world) {
      const earlier = sent.get(world) ?? [];
      const one = earlier[index % Math.max(earlier.length, 1)];
      if (one === undefined) return;
      const before = [world.rows(), world.history()];
      const outcome = await outcomeOf(one.again(differently));
      expect(outcome).toEqual(
        differently ? { ok: false, code: 'IDEMPOTENCY_MISMATCH' } : { ok: true, result: one.result },
      );
      expect([world.rows(), world.history()]).toEqual(before);
      check(model, world);
    },
  };
}

async function changePeople(
  { db, writer, parts, now, caller }: World,
  who: { userIds: readonly string[]; roleIds: readonly string[] },
  change: () => void,
): Promise<void> {
  await writer.write(() => {
    change();
    restaffAsks(db, who, mover(caller('maya'), now), parts.ids);
  });
}

function mustBe(outcome: Outcome, refusal: ErrorCode | null): void {
  expect(outcome.ok ? null : outcome.code).toBe(refusal);
}

function remember(world: World, command: Sent): void {
  sent.set(world, [...(sent.get(world) ?? []), command]);
}
