import fc from 'fast-check';
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
import type { ErrorCode } from '../../../src/shared/errors.ts';
import type { RoleId, UserId } from '../../../src/shared/ids.ts';
import { check } from './checks.ts';
import type { For, Model, Place } from './model.ts';
import { outcomeOf, type Outcome, type World } from './world.ts';

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

const someUser = fc.constantFrom(...users);
const someRow = fc.nat({ max: 11 });
const someAudience: fc.Arbitrary<For> = fc.oneof(
  someUser.map((id) => ({ users: [id] })),
  fc.constantFrom(...roles).map((role) => ({ role })),
);

/** Every kind of step, each with random people. */
export const everyCommand: fc.Arbitrary<Command>[] = [
  fc
    .tuple(someUser, someRow, fc.integer({ min: 1, max: 120 }))
    .map(([user, row, minutes]) => claim(user, row, minutes)),
  fc.tuple(someUser, someRow).map(([user, row]) => release(user, row)),
  fc.tuple(someUser, someRow, fc.boolean()).map(([user, row, fits]) => complete(user, row, fits)),
  fc.tuple(someUser, someRow, someAudience).map(([user, row, to]) => reassign(user, row, to)),
  someUser.map((user) => assignToMe(user)),
  fc
    .tuple(fc.integer({ min: 1, max: 90 }), fc.boolean())
    .map(([minutes, recorded]) => wait(minutes, recorded)),
  fc
    .tuple(fc.constantFrom(...roles), fc.option(fc.subarray(users)))
    .map(([role, members]) => setRole(role, members)),
  fc
    .tuple(fc.constantFrom('ann', 'bob', 'carol', 'dave', 'erin'), fc.boolean())
    .map(([user, active]) => setUser(user, active)),
  fc.tuple(fc.nat({ max: 9 }), fc.boolean()).map(([index, differently]) => replay(index, differently)),
];

function claim(user: string, row: number, minutes: number): Command {
  const send = (world: World, id: string, idempotencyKey: string, differently: boolean) => {
    const request = { taskAsstId: id, minutes: differently ? 121 - minutes : minutes, idempotencyKey };
    return claimTask(world.parts, world.caller(user), request, world.at());
  };
  return onRow(`${user} claims ${row} for ${minutes}`, user, row, send, {
    refusal: (model, world, place) => model.refusesClaim(user, place, world.now),
    effect: (model, world) => void (model.claim = { by: user, until: world.now + minutes * minute }),
  });
}

function release(user: string, row: number): Command {
  const send = (world: World, id: string, idempotencyKey: string) =>
    releaseTask(world.parts, world.caller(user), { taskAsstId: id, idempotencyKey }, world.at());
  return onRow(`${user} releases ${row}`, user, row, send, {
    refusal: (model, world, place) => model.refusesRelease(user, place, world.now),
    effect: (model) => void (model.claim = null),
  });
}

function complete(user: string, row: number, fits: boolean): Command {
  const send = (world: World, id: string, idempotencyKey: string, differently: boolean) => {
    const response = { value: fits ? (differently ? 'REJECTED' : 'APPROVED') : 'PERHAPS' };
    const request = { taskAsstId: id, response, idempotencyKey };
    return completeTask(world.parts, world.caller(user), request, world.at());
  };
  return onRow(`${user} answers ${row}${fits ? '' : ' wrongly'}`, user, row, send, {
    refusal: (model, world, place) => model.refusesComplete(user, place, fits, world.now),
    effect: (model) => {
      model.answered = true;
      model.claim = null;
    },
  });
}

function reassign(user: string, row: number, to: For): Command {
  const target = 'role' in to ? { roleId: to.role as RoleId } : { userId: to.users[0] as UserId };
  const send = (world: World, id: string, idempotencyKey: string, differently: boolean) => {
    const more = differently ? { reason: 'another' } : {};
    const request = { taskAsstId: id, to: target, idempotencyKey, ...more };
    return reassignTask(world.parts, world.caller(user), request, world.at());
  };
  return onRow(`${user} reassigns ${row} to ${JSON.stringify(to)}`, user, row, send, {
    refusal: (model, _world, place) => model.refusesReassign(user, place, to),
    effect: (model) => model.settle(() => (model.audience = to)),
  });
}

function assignToMe(user: string): Command {
  return {
    toString: () => `${user} takes it`,
    check: (model) => model.active.get(user) === true,
    async run(model, world) {
      const idempotencyKey = `k${(keys += 1)}`;
      const request = { taskId: world.taskId, idempotencyKey };
      const refusal = model.refusesAssignToMe(user, world.now);
      const send = () => assignTaskToMe(world.parts, world.caller(user), request, world.at());
      const outcome = await outcomeOf(send());
      mustBe(outcome, refusal);
      if (outcome.ok) {
        model.settle(() => (model.audience = { users: [user] }));
        remember(world, { again: send, result: outcome.result });
      }
      check(model, world);
    },
  };
}

/** A command on one of the assignments that there ever were. */
function onRow(
  name: string,
  user: string,
  index: number,
  send: (world: World, id: string, key: string, differently: boolean) => Promise<unknown>,
  rule: {
    refusal(model: Model, world: World, place: Place): ErrorCode | null;
    effect(model: Model, world: World): void;
  },
): Command {
  return {
    toString: () => name,
    check: (model) => model.active.get(user) === true,
    async run(model, world) {
      const rows = world.rows();
      const row = rows[index % rows.length];
      if (row === undefined) throw new Error('There is no assignment at all');
      const key = `k${(keys += 1)}`;
      const refusal = rule.refusal(model, world, row);
      const outcome = await outcomeOf(send(world, row.id, key, false));
      mustBe(outcome, refusal);
      if (outcome.ok) {
        rule.effect(model, world);
        const again = (differently: boolean) => send(world, row.id, key, differently);
        remember(world, { again, result: outcome.result });
      }
      check(model, world);
    },
  };
}

function wait(minutes: number, recorded: boolean): Command {
  return {
    toString: () => `${minutes} minutes pass${recorded ? '' : ' unseen'}`,
    check: () => true,
    async run(model, world) {
      world.now += minutes * minute;
      if (recorded) await world.recordExpired();
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
      if (outcome.ok) expect(outcome.result).toEqual(one.result);
      else expect([differently, outcome.code]).toEqual([true, 'IDEMPOTENCY_MISMATCH']);
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
