import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { createJqExpressions } from '../../src/engine/expression/jq-expressions.ts';
import { createChangeFeed } from '../../src/local/changes.ts';
import { dataPaths } from '../../src/local/data-folder.ts';
import { createDefinitions } from '../../src/local/host/definitions.ts';
import { createLocalHost } from '../../src/local/host/local-host.ts';
import { completeTask } from '../../src/local/human-tasks/complete-task.ts';
import { silentLog } from '../../src/local/log.ts';
import { startProcess } from '../../src/local/processes/start-process.ts';
import { pageOfInbox } from '../../src/local/store/assignments.ts';
import { openStore } from '../../src/local/store/open.ts';
import { addWorkflow } from '../../src/local/workflows/add-workflow.ts';
import type { UserId } from '../../src/shared/ids.ts';
import { systemClock, systemTimers } from '../../src/shared/system-clock.ts';
import { systemIds } from '../../src/shared/system-ids.ts';
import { jqWorkerUrl, temporaryFolder } from '../support/account.ts';
import { median, printTable } from '../support/print.ts';

/** Durable 3-task processes with one ask, against as many bare one-row commits, in turn; the ratio is per pair. */
const processes = 400;
const pairs = 7;
const goal = 0.4;

const workflow = `
document: { dsl: '1.0.3', namespace: bench, name: three-tasks, version: '1.0.0' }
do:
  - prepare: { set: { request: '\${ .request }', amount: '\${ .amount }' } }
  - decide: { ask: { mode: approval, prompt: 'Approve \${ .request }?' } }
  - finish: { set: { decision: '\${ .value }' } }
`;

interface Measured {
  readonly seconds: number;
  readonly commits: number;
  /** Milliseconds from the answer's acknowledgement to the end of the process, one process at a time. */
  readonly latencies: number[];
}

const rows: string[][] = [];
const ratios: number[] = [];
for (let pair = 0; pair <= pairs; pair += 1) {
  const engine = await measureEngine();
  const floor = measureFloor(engine.commits);
  const ratio = floor / engine.seconds;
  if (pair === 0) continue; // the first pair warms both up
  ratios.push(ratio);
  rows.push([
    String(pair),
    `${(processes / engine.seconds).toFixed(0)} /s`,
    (engine.commits / processes).toFixed(1),
    `${(engine.commits / floor).toFixed(0)} /s`,
    ratio.toFixed(2),
    `${percentile(engine.latencies, 0.5).toFixed(2)} ms`,
    `${percentile(engine.latencies, 0.99).toFixed(2)} ms`,
  ]);
}
printTable(['pair', 'processes', 'commits each', 'bare commits', 'ratio', 'answer → end p50', 'p99'], rows);
const ratio = median(ratios);
console.log(
  `Median ratio to the same number of bare SQLite commits: ${ratio.toFixed(2)} (goal ≥ ${goal}: ${ratio >= goal ? 'met' : 'missed'})`,
);

async function measureEngine(): Promise<Measured> {
  using folder = temporaryFolder();
  let commits = 0;
  const committed = new Set(['process.recorded', 'ask.created', 'advance.committed', 'answer.recorded']);
  const reach = (point: string) => {
    if (committed.has(point)) commits += 1;
  };
  const store = openStore(dataPaths(folder.path), () => {});
  const { db } = store;
  const expressions = createJqExpressions({ workerUrl: jqWorkerUrl, timers: systemTimers });
  const actor = { userId: 'maya' as UserId, permissions: new Set<string>() };
  const host = createLocalHost({
    db,
    engine: { clock: systemClock, expressions },
    definitions: createDefinitions(db),
    timers: systemTimers,
    ids: systemIds,
    changes: createChangeFeed(),
    log: silentLog,
    reach,
    localUser: actor.userId,
  });
  const added = addWorkflow(db, workflow, { id: systemIds.next(), now: systemClock.now() });
  const start = () =>
    startProcess(
      db,
      {
        workflow: 'bench/three-tasks',
        input: { request: 'REQ', amount: 12.5 },
        actor: actor.userId,
        idempotencyKey: systemIds.next(),
      },
      { id: systemIds.next(), now: systemClock.now(), reach, workflowId: () => added.workflow.id },
    );
  const answer = (taskAsstId: string) =>
    completeTask(
      db,
      'bench',
      { actor, source: 'api' },
      { taskAsstId, response: { value: 'APPROVED' }, idempotencyKey: systemIds.next() },
      { now: systemClock.now(), reach },
    );

  const from = performance.now();
  for (let index = 0; index < processes; index += 1) start();
  await host.settled();
  for (const { id } of pageOfInbox(db, actor.userId, null, null, processes)) answer(id);
  await host.settled();
  const seconds = (performance.now() - from) / 1000;
  const total = commits;

  const latencies: number[] = [];
  for (let index = 0; index < 100; index += 1) {
    start();
    await host.settled();
    const [assignment] = pageOfInbox(db, actor.userId, null, null, 1);
    if (assignment === undefined) throw new Error('The process did not ask');
    answer(assignment.id);
    const answered = performance.now();
    await host.settled();
    latencies.push(performance.now() - answered);
  }
  await host.close();
  await expressions.close();
  store.close();
  return { seconds, commits: total, latencies };
}

/** @returns seconds for so many commits of one row of an ordinary task's size, with the same settings */
function measureFloor(commits: number): number {
  using folder = temporaryFolder();
  const bare = new Sqlite(join(folder.path, 'bare.db'));
  bare.pragma('journal_mode = WAL');
  bare.pragma('synchronous = FULL');
  bare.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT');
  const insert = bare.prepare('INSERT INTO row (value) VALUES (?)');
  const value = 'x'.repeat(700);
  const from = performance.now();
  for (let index = 0; index < commits; index += 1) insert.run(value);
  const seconds = (performance.now() - from) / 1000;
  bare.close();
  return seconds;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
