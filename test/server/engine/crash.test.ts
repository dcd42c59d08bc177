import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineDriver } from '../../../src/server/engine-driver.ts';
import type { ServerCrashPoint } from '../../../src/server/reach.ts';
import { openLedger } from '../../support/ledger.ts';
import { openEngineNode, type EngineNode } from '../../support/server/engine-node.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';
import { startTestRestate, type TestRestate } from '../../support/server/restate.ts';
import { until } from '../../support/until.ts';

// I1: an acknowledged answer stands. I2: each effect is applied exactly once where the other side honours its key. I3: each timer
// takes effect once. I5: every process completes or visibly waits.

const child = join(import.meta.dirname, '../../support/server/engine-crash-child.ts');

const points: readonly ServerCrashPoint[] = [
  'wake.before-send',
  'wake.sent',
  'walk.before-commit',
  'walk.committed',
  'effect.before',
  'effect.returned',
  'effect.recorded',
];

/** Books, waits, asks, has another process book too, and ends. */
const bookings = (url: string) => `
document: { dsl: '1.0.3', namespace: test, name: bookings, version: '1.0.0' }
do:
  - first: { call: http, with: { method: post, endpoint: { uri: '${url}/first' } } }
  - pause: { wait: { milliseconds: 200 } }
  - ask: { ask: { mode: approval, prompt: Go on? } }
  - other: { run: { workflow: { namespace: test, name: booking, version: '1.0.0' } } }
  - done: { set: { done: true } }
`;
const booking = (url: string) => `
document: { dsl: '1.0.3', namespace: test, name: booking, version: '1.0.0' }
do:
  - second: { call: http, with: { method: post, endpoint: { uri: '${url}/second' } } }
`;

/** Only writes what is asked for; the node that is killed walks. */
function nothingDriven(): Partial<EngineDriver> {
  return {
    start: async () => {},
    nudge: () => {},
    eventArrived: () => {},
    idle: async () => {},
    close: async () => {},
  };
}

describe('a node that is killed', () => {
  let restate: TestRestate;
  let database: TestDatabase;
  let office: EngineNode;
  beforeAll(async () => {
    restate = await startTestRestate();
    database = await openTestDatabase();
    office = await openEngineNode({
      database,
      createDriver: (parts) => ({
        ...(nothingDriven() as EngineDriver),
        interpreter: parts,
        health: async () => ({ ok: true, detail: '' }),
      }),
    });
  });
  afterAll(async () => {
    await office[Symbol.asyncDispose]();
    await database.close();
    await restate.remove();
  });

  it.each(points)('[K41] at %s loses nothing and does nothing twice', { timeout: 60_000 }, async (point) => {
    await using ledger = await openLedger();
    const maya = office.as('maya');
    const version = `1.0.${points.indexOf(point)}`;
    await maya.workflows.add({ source: booking(ledger.url).replaceAll('1.0.0', version) });
    await maya.workflows.add({ source: bookings(ledger.url).replaceAll('1.0.0', version) });
    const dies = await startNode(point);
    const { processId } = await maya.processes.start({ workflow: `test/bookings@${version}` });
    await once(dies, 'exit');
    expect(dies.signalCode).toBe('SIGKILL');
    const { createDriver } = restate;
    const lives = await openEngineNode({ database, hostId: office.hostId, createDriver });
    try {
      const read = () => maya.processes.get({ processId });
      await until('it asks', async () => (await read()).tasks.some(({ kind }) => kind === 'ask'));
      const ask = (await read()).tasks.find(({ kind }) => kind === 'ask');
      await lives.as('maya').humanTasks.complete({
        taskAsstId: ask?.taskAsstId ?? '',
        response: { value: 'APPROVED' },
        idempotencyKey: point,
      });
      await until('it has completed', async () => (await read()).statusCode === 'C', 30_000);
      const { tasks, children } = await read();
      expect(tasks.map(({ path, statusCode }) => `${path} ${statusCode}`)).toEqual([
        '/do/0/first C',
        '/do/1/pause C',
        '/do/2/ask C',
        '/do/3/other C',
        '/do/4/done C',
      ]);
      expect(children.map(({ statusCode }) => statusCode)).toEqual(['C']);
      expect(ledger.booked()).toBe(2);
    } finally {
      await lives[Symbol.asyncDispose]();
    }
  });

  async function startNode(point: ServerCrashPoint): Promise<ChildProcess> {
    const started = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        child,
        `--url=${database.url}`,
        `--restate=${JSON.stringify(restate.options)}`,
        `--point=${point}`,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let errors = '';
    started.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    const ready = once(createInterface({ input: started.stdout }), 'line');
    const exit = once(started, 'exit').then(() => {
      throw new Error(`The node ended before it was ready: ${errors}`);
    });
    await Promise.race([ready, exit]);
    exit.catch(() => {});
    return started;
  }
});
