import type { OutboxEntry } from '../../../src/shared/contract/accounts.ts';
import type { openReplica } from '../../../src/local/store/replica/open-replica.ts';
import type { ServerModel } from './server-model.ts';
import type { TestReplica } from './test-replica.ts';

/** What is left of a simulation when everything has come to rest. */
export interface End {
  readonly replica: TestReplica;
  readonly connection: ReturnType<typeof openReplica>['db']['connection'];
  readonly model: ServerModel;
  /** Entries whose answer was acknowledged to the person. */
  readonly acknowledged: ReadonlySet<string>;
  readonly withdrawn: ReadonlySet<string>;
  /** Those that were to be taken back; whether that was in time is not known where the machine was killed. */
  readonly asked: ReadonlySet<string>;
  readonly kills: number;
}

/** @returns how many answers ended how. @throws Error when an invariant of simulate-sync.ts does not hold */
export async function verify(end: End): Promise<Record<string, number>> {
  const { account } = end.replica;
  const { model } = end;
  must(account.status.state === 'online', `I4: it is ${account.status.state}: ${account.status.problem}`);
  const entries = account.outbox.list();
  const byId = new Map(entries.map((entry) => [entry.entryId, entry]));
  const ends: Record<string, number> = {};
  for (const id of end.acknowledged) {
    const state = byId.get(id)?.state ?? 'missing';
    ends[state] = (ends[state] ?? 0) + 1;
    const ended = ['delivered', 'refused', 'conflict', ...(end.asked.has(id) ? ['withdrawn'] : [])];
    const may = end.withdrawn.has(id) ? ['withdrawn'] : ended;
    must(may.includes(state), `I1: an acknowledged answer is ${state}`);
  }
  for (const entry of entries) verifyEntry(end, entry);
  for (const id of model.documents.keys()) {
    const count = model.applied.filter(
      (one) => one.action === 'completeTask' && one.assignmentId === id,
    ).length;
    must(count <= 1, `I2: ${count} completions of one task`);
  }
  const texts = model.applied.filter(({ action }) => action === 'postMessage').map(({ value }) => value);
  const posted = entries.filter(({ action, state }) => action === 'postMessage' && state === 'delivered');
  must(texts.length === posted.length, `I2: ${texts.length} messages of ${posted.length}`);
  await verifyReplica(end);
  verifyAttempts(end);
  return ends;
}

function verifyEntry(end: End, entry: OutboxEntry): void {
  const { model } = end;
  if (entry.action !== 'completeTask') return;
  const done = model.applied.filter(
    (one) => one.action === 'completeTask' && one.user === 'alice' && one.assignmentId === entry.taskAsstId,
  );
  if (entry.state === 'delivered') {
    must(done.length === 1, `I3: delivered, and the server has ${done.length} completions`);
    must(done[0]?.value === entry.response?.value, 'I3: another answer was delivered');
  }
  if (entry.state === 'withdrawn') {
    const still = model.applied.some(({ key }) => key.startsWith(keyOf(end, entry.entryId)));
    must(!still, 'I2: what was taken back is on the server');
  }
  if (entry.state === 'conflict' && entry.decided !== null) {
    const document = model.documents.get(entry.taskAsstId);
    must(
      document === undefined || document.completedUser === entry.decided.by,
      'I3: somebody else is said to have decided',
    );
  }
}

function keyOf(end: End, entryId: string): string {
  const row = end.connection.prepare('SELECT key FROM outbox WHERE id = ?').get(entryId);
  return (row as { key: string } | undefined)?.key ?? 'none';
}

async function verifyReplica(end: End): Promise<void> {
  const { model } = end;
  const { client, account } = end.replica;
  const { humanTasks } = await client.humanTasks.list({ limit: 200 });
  const here = humanTasks.map(({ taskAsstId }) => taskAsstId).sort();
  const there = model.open.map(({ taskAsstId }) => taskAsstId).sort();
  must(
    JSON.stringify(here) === JSON.stringify(there),
    `I4: inbox ${here.length}, on the server ${there.length}`,
  );
  const kept = end.connection.prepare('SELECT assignment_id, document FROM task').all() as {
    assignment_id: string;
    document: string;
  }[];
  must(kept.length === model.documents.size, `I4: ${kept.length} tasks of ${model.documents.size}`);
  for (const { assignment_id: id, document } of kept) {
    const server = JSON.stringify(sorted(model.documents.get(id)));
    const here = JSON.stringify(sorted(JSON.parse(document)));
    must(here === server, `I4: ${id} differs:\n${here}\n${server}`);
  }
  const found = account.search('laptop ghent', 200);
  must(found.length === kept.length, `I4: ${found.length} of ${kept.length} are found`);
}

function verifyAttempts(end: End): void {
  const open = end.connection
    .prepare(
      `SELECT count(*) AS count FROM outbox_attempt
         WHERE ended_at IS NULL AND number < (SELECT attempts FROM outbox WHERE seq = entry_seq)`,
    )
    .get() as { count: number };
  must(open.count <= end.kills * 16, `I5: ${open.count} attempts without an end`);
  const wrong = end.connection
    .prepare(
      `SELECT count(*) AS count FROM outbox
         WHERE attempts <> (SELECT count(*) FROM outbox_attempt WHERE entry_seq = seq)`,
    )
    .get() as { count: number };
  must(wrong.count === 0, 'I5: attempts are missing');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}

function must(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what);
}
