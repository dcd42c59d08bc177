import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeTime, type FakeTime } from '../support/fake-time.ts';
import { openLedger } from '../support/ledger.ts';
import { seededRandom } from '../support/net/seeded-faults.ts';
import { newHost, openEngineNode, type EngineNode } from '../support/server/engine-node.ts';
import { openTestDatabase, type TestDatabase } from '../support/server/postgres.ts';
import { startTestRestate, type TestRestate } from '../support/server/restate.ts';
import { until } from '../support/until.ts';
import { systemClock, systemTimers } from '../../src/shared/system-clock.ts';

// Clocks of servers jump, nodes disagree about the time, and summer time begins and ends. Timers take effect once, and never before
// their time; no run of a schedule is lost.

const runs = Math.ceil(Number(process.env['COUNTERSIGN_FAULT_CASES'] ?? 200) / 40);
const seed = Number(process.env['COUNTERSIGN_FAULT_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
/** With so many timers in each run. */
const timersOfRun = 40;
const minute = 60_000;
const hour = 60 * minute;

let database: TestDatabase;
beforeAll(async () => (database = await openTestDatabase()));
afterAll(() => database.close());

const waits = (url: string) => `
document: { dsl: '1.0.3', namespace: clock, name: waits, version: '1.0.0' }
do:
  - each:
      fork:
        branches:
${Array.from(
  { length: timersOfRun },
  (_, number) => `          - branch${number}:
              do:
                - pause: { wait: { minutes: ${(number + 1) * 4} } }
                - book: { call: http, with: { method: post, endpoint: { uri: '${url}/' } } }`,
).join('\n')}
`;

interface Pair extends AsyncDisposable {
  readonly hostId: string;
  readonly one: EngineNode;
  settle(): Promise<void>;
}

/** Two nodes, each with a clock of its own. */
async function twoNodes(times: readonly [FakeTime, FakeTime], timeZone = 'UTC'): Promise<Pair> {
  const hostId = await newHost(database);
  const open = (time: FakeTime, db: TestDatabase['db']) =>
    openEngineNode({ database: { ...database, db }, hostId, time, timeZone: () => timeZone });
  const [one, other] = [await open(times[0], database.db), await open(times[1], database.anotherNode())];
  return {
    hostId,
    one,
    async settle() {
      // What one does, the other may have to go on with.
      for (let turn = 0; turn < 2; turn += 1) await Promise.all([one.engine.idle(), other.engine.idle()]);
    },
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
    },
  };
}

describe('nodes whose clocks jump, each by itself', () => {
  it(
    `[K41] let each of ${runs * timersOfRun} timers take effect once, and none too early`,
    { timeout: 120_000 + runs * 5_000 },
    async () => {
      let fired = 0;
      for (let run = 0; run < runs; run += 1) {
        fired += await jump(seed + run).catch((error: unknown) => {
          throw new Error(`Repeat it with --runs 1 --seed ${seed + run}`, { cause: error });
        });
      }
      expect(fired).toBe(runs * timersOfRun);
    },
  );
});

/** @returns how many timers took effect */
async function jump(of: number): Promise<number> {
  const random = seededRandom(of);
  const times = [fakeTime(), fakeTime()] as const;
  const begun = times[0].now();
  await using ledger = await openLedger();
  await using pair = await twoNodes(times);
  await pair.one.as('maya').workflows.add({ source: waits(ledger.url) });
  const { processId } = await pair.one.as('maya').processes.start({ workflow: 'clock/waits' });
  await pair.settle();
  let latest: number = begun;
  for (let step = 0; step < 5; step += 1) {
    for (const time of times) {
      if (random() < 0.5) time.jumpTo(time.now() + Math.floor((random() - 0.5) * 3 * hour));
      time.advance(Math.floor(random() * 30 * minute));
      latest = Math.max(latest, time.now());
    }
    await pair.settle();
    // As many as the clock that is furthest ahead ever allowed.
    expect(ledger.booked()).toBeLessThanOrEqual(Math.max(0, Math.floor((latest - begun) / (4 * minute))));
  }
  const end = begun + (timersOfRun + 1) * 4 * minute;
  for (const time of times) {
    if (time.now() < end) time.jumpTo(end);
    time.advance(minute);
  }
  await pair.settle();
  const { statusCode } = await pair.one.as('maya').processes.get({ processId });
  expect(statusCode).toBe('C');
  return ledger.booked();
}

describe('two nodes when summer time begins and ends', () => {
  it.each([
    ['begins: half past two does not come', '2026-03-28T11:00:00Z'],
    ['ends: half past two comes twice', '2026-10-24T10:00:00Z'],
  ])('[K41] %s, and a daily schedule runs once on each day', async (_, from) => {
    const times = [fakeTime(Date.parse(from)), fakeTime(Date.parse(from))] as const;
    await using pair = await twoNodes(times, 'Europe/Berlin');
    await pair.one.as('maya').workflows.add({
      source: `
document: { dsl: '1.0.3', namespace: clock, name: daily, version: '1.0.0' }
schedule: { cron: '30 2 * * *' }
do:
  - note: { set: { ran: true } }
`,
    });
    await pair.settle();
    const days: number[] = [];
    for (let day = 0; day < 3; day += 1) {
      for (let hours = 0; hours < 24; hours += 3) {
        for (const time of times) time.advance(3 * hour);
        await pair.settle();
      }
      days.push((await pair.one.as('maya').processes.list({ limit: 50 })).total);
    }
    expect(days).toEqual([1, 2, 3]);
  });
});

describe('a node that starts with a clock that is a little behind', () => {
  it('[K41] starts no run again that another one has started at its time', async () => {
    const beforeNoon = Date.parse('2026-05-22T11:59:00Z');
    const times = [fakeTime(beforeNoon), fakeTime(beforeNoon + minute / 2)] as const;
    const hostId = await newHost(database);
    await using one = await openEngineNode({ database, hostId, time: times[0] });
    await one.as('maya').workflows.add({
      source: `
document: { dsl: '1.0.3', namespace: clock, name: noon, version: '1.0.0' }
schedule: { cron: '0 12 * * *' }
do:
  - note: { set: { ran: true } }
`,
    });
    await one.engine.idle();
    times[0].advance(minute);
    await one.engine.idle();
    const runsOf = async () => (await one.as('maya').processes.list({})).total;
    expect(await runsOf()).toBe(1);
    const db = database.anotherNode();
    await using other = await openEngineNode({ database: { ...database, db }, hostId, time: times[1] });
    await other.engine.idle();
    for (const time of times) time.advance(minute);
    await Promise.all([one.engine.idle(), other.engine.idle()]);
    expect(await runsOf()).toBe(1);
  });
});

describe('an engine whose clock is not that of the node', () => {
  let restate: TestRestate;
  beforeAll(async () => (restate = await startTestRestate()));
  afterAll(() => restate.remove());

  it.each([
    ['behind', -2_500],
    ['ahead', 10 * minute],
  ])(
    '[K41] the node is %s: each timer takes effect once, after its time',
    { timeout: 60_000 },
    async (_, by) => {
      await using ledger = await openLedger();
      let offset = 0;
      const time = { now: () => systemClock.now() + offset, after: systemTimers.after };
      const hostId = await newHost(database);
      await using node = await openEngineNode({ database, hostId, time, createDriver: restate.createDriver });
      await node.as('maya').workflows.add({
        source: waits(ledger.url).replaceAll(/minutes: \d+/g, 'milliseconds: 600'),
      });
      const { processId } = await node.as('maya').processes.start({ workflow: 'clock/waits' });
      const read = () => node.as('maya').processes.get({ processId });
      await until('it waits', async () => (await read()).statusCode === 'W');
      offset = by;
      // Where it is behind, the timers come meanwhile, and by the clock of the node it is not their time.
      await pause(by < 0 ? 1_500 : 0);
      expect(by < 0 ? ledger.keys : []).toEqual([]);
      await until('it has completed', async () => (await read()).statusCode === 'C', 40_000);
      expect([ledger.keys.length, ledger.booked()]).toEqual([timersOfRun, timersOfRun]);
    },
  );
});
