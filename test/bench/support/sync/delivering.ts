import { setTimeout as pause } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import type { UserId } from '../../../../src/shared/ids.ts';
import { temporaryFolder } from '../../../support/account.ts';
import { median, printTable } from '../../../support/print.ts';
import { against } from '../pairs.ts';
import { caughtUp, openAccount } from '../replica.ts';
import { startPouch, type Pouch, type PouchPeer } from './pouch.ts';
import { fillPouch, readAll, type Document } from './replication.ts';
import { benchTeam, quiet, waitingOf, type BenchTeam } from './team.ts';

export interface Sizes {
  readonly tasks: number;
  readonly answers: number;
  readonly rounds: number;
}

/** Longer than any answer is held back to be undone. */
const afterUndoMs = 60_000;

/**
 * A machine that has read everything goes offline, answers, and comes back: the app with a server node, PouchDB with
 * express-pouchdb. The server decides about each answer; PouchDB's only stores documents.
 */
export async function delivering({ tasks, answers, rounds }: Sizes): Promise<void> {
  await using team = await benchTeam({ alice: Math.max(tasks, (rounds + 1) * answers) });
  await using pouch = await startPouch();
  const documents = await readAll(team);
  await fillPouch(pouch, documents);
  const took = { ours: [] as number[], first: [] as number[], later: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const ours = await deliver(team, answers);
    const { first, later } = await pouchPushes(pouch, documents, answers);
    // The first is for both to get warm.
    if (round === 0) continue;
    took.ours.push(ours);
    took.first.push(first);
    took.later.push(later);
  }
  const row = (title: string, values: readonly number[]) => [
    title,
    `${median(values).toFixed(2)} s`,
    values.map((value) => value.toFixed(2)).join(' '),
  ];
  printTable(
    [
      `delivery of ${answers} answers that were given offline, of ${documents.length} tasks`,
      'median',
      'each round',
    ],
    [
      row('the app, each a decision of its own of the server', took.ours),
      row('PouchDB, first push of a database that was pulled', took.first),
      row('PouchDB, with a checkpoint', took.later),
    ],
  );
  const ratio = (peer: readonly number[]) =>
    median(took.ours.map((ours, round) => (peer[round] ?? Number.NaN) / ours));
  console.log(`PouchDB's first push takes so many times as long: ${against(ratio(took.first), '≥', 50)}`);
  console.log(`PouchDB's push with a checkpoint: ${against(ratio(took.later), '≥', 2)}`);
}

/** @returns how long it takes after the network is back until the server has taken all of them, in seconds */
async function deliver(team: BenchTeam, answers: number): Promise<number> {
  using folder = temporaryFolder();
  const waiting = await waitingOf(team, 'alice', answers);
  let offline = false;
  let ahead = 0;
  const account = openAccount({
    folder: folder.path,
    url: team.origin,
    host: team.world.host.hostId,
    token: () => team.token('alice'),
    clock: { now: () => Date.now() + ahead },
    fetch: (async (...request) => {
      if (offline) throw Object.assign(new TypeError('fetch failed'), { code: 'ENETDOWN' });
      return fetch(...request);
    }) satisfies typeof fetch,
  });
  await caughtUp(account);
  offline = true;
  account.hint('resumed');
  const actor = { userId: 'alice' as UserId, permissions: new Set<string>() };
  const client = createRouterClient(account.router, { context: { actor, source: 'window' } });
  for (const taskAsstId of waiting) {
    await client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
  }
  ahead = afterUndoMs;
  offline = false;
  const back = performance.now();
  account.hint('online');
  while (account.summary().queued > 0) await pause(2);
  const seconds = (performance.now() - back) / 1_000;
  const { attention } = account.summary();
  await account.close();
  if (attention > 0) throw new Error(`${attention} answers were not delivered`);
  await quiet(team);
  return seconds;
}

/** The same of PouchDB; its first push compares everything that was pulled. */
async function pouchPushes(
  peer: PouchPeer,
  documents: readonly Document[],
  answers: number,
): Promise<{ first: number; later: number }> {
  const local = peer.open();
  await local.replicate.from(peer.url, { batch_size: 1_000 });
  const first = await push(peer, local, documents.slice(0, answers));
  const later = await push(peer, local, documents.slice(answers, 2 * answers));
  await local.close();
  return { first, later };
}

async function push(peer: PouchPeer, local: Pouch, documents: readonly Document[]): Promise<number> {
  for (const { _id: id } of documents) await local.put({ ...(await local.get(id)), answer: 'APPROVED' });
  const from = performance.now();
  const { docs_written: written } = await local.replicate.to(peer.url, { batch_size: 1_000 });
  const took = (performance.now() - from) / 1_000;
  if (written !== documents.length) throw new Error(`PouchDB pushed ${written} of ${documents.length}`);
  return took;
}
