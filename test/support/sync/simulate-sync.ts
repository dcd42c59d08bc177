import { openReplica } from '../../../src/local/store/replica/open-replica.ts';
import { CountersignError } from '../../../src/shared/errors.ts';
import type { Transport } from '../../../src/local/sync/transports/transport.ts';
import { temporaryFolder } from '../account.ts';
import { fakeTime } from '../fake-time.ts';
import { stoppableStore, type StoppableStore } from '../simulation/stoppable-store.ts';
import { beginning } from './documents.ts';
import { ScriptedServer, type Fate } from './scripted-server.ts';
import { openTestReplica, settle, TestTokens, type TestReplica } from './test-replica.ts';
import { verify } from './verify-sync.ts';

// A person who answers, takes back and changes answers; others who do the same on the server; a network that loses, doubles and
// refuses; a machine that is killed at any crash point. When all that is over and everything has come to rest:
//
// I1: every answer that was acknowledged, and not taken back, has ended as exactly one of delivered, refused and conflict.
// I2: no task has two completions; what was delivered is on the server as it was given; what was taken back is not there.
// I3: what an entry says of its end is what the server has.
// I4: the lists and pages here are those of the server.
// I5: every attempt is recorded, with what came of it unless the machine was killed in it.

/** Faults that can be planted, to see that the checks find them. */
export type SyncMutant =
  | 'sends each time with another key'
  | 'keeps the cursor of rows that it has lost'
  | 'loses what is queued in a crash'
  | 'does not send again what may have arrived';

export interface SyncOutcome {
  readonly kills: number;
  readonly answers: number;
  readonly ends: Readonly<Record<string, number>>;
}

type Choose = (below: number) => number;

export async function simulateSync(
  steps: readonly number[],
  mutant: SyncMutant | null = null,
): Promise<SyncOutcome> {
  using folder = temporaryFolder();
  const simulation = new SyncSimulation(folder.path, steps, mutant);
  try {
    await simulation.run();
    return await simulation.check();
  } finally {
    await simulation.end();
  }
}

class SyncSimulation {
  readonly #folder: string;
  readonly #choose: Choose;
  readonly #steps: number;
  readonly #mutant: SyncMutant | null;
  readonly #server = new ScriptedServer();
  readonly #time = fakeTime(beginning);
  readonly #tokens = new TestTokens();
  /** Entries whose answer was acknowledged to the person. */
  readonly #acknowledged = new Set<string>();
  readonly #withdrawn = new Set<string>();
  /** Those that were to be taken back; whether that was in time is not known where the machine was killed. */
  readonly #asked = new Set<string>();
  #store: StoppableStore<Parameters<typeof openReplica>>;
  #replica: TestReplica;
  #killAfter = Infinity;
  #kills = 0;
  /** Up to where the last batch went that was handed to be applied. */
  #handed = 0;
  #left = 0;

  constructor(folder: string, steps: readonly number[], mutant: SyncMutant | null) {
    this.#folder = folder;
    this.#mutant = mutant;
    this.#steps = steps.length;
    let index = 0;
    this.#choose = (below) => {
      // Mixed, so that a short list of numbers decides much.
      const value = Math.imul((steps[index % steps.length] ?? 0) + index * 0x9e3779b9, 0x85ebca6b) >>> 8;
      index += 1;
      return value % below;
    };
    for (let count = 0; count < 3; count += 1) this.#server.model.create();
    // Half of the servers take many commands in one request.
    if (steps.length % 2 === 0) this.#server.commandsAtOnce = 100;
    this.#store = stoppableStore(openReplica);
    this.#replica = this.#open();
  }

  async run(): Promise<void> {
    this.#replica.account.start();
    await this.#rest();
    this.#left = this.#steps * 2;
    this.#server.fate = () => this.#fate();
    for (let step = 0; step < this.#steps; step += 1) {
      await this.#step();
      await this.#rest();
    }
  }

  /** Everything outside is well again, for long enough. */
  async check(): Promise<SyncOutcome> {
    this.#left = 0;
    this.#killAfter = Infinity;
    this.#server.fate = () => 'arrives';
    this.#server.tell = (entries) => entries;
    this.#tokens.signInAgain();
    for (let round = 0; round < 60; round += 1) {
      await this.#rest();
      this.#time.advance(60_000);
    }
    await this.#rest();
    const { model } = this.#server;
    const ends = await verify({
      replica: this.#replica,
      connection: this.#store.connection,
      model,
      acknowledged: this.#acknowledged,
      withdrawn: this.#withdrawn,
      asked: this.#asked,
      kills: this.#kills,
    });
    return { kills: this.#kills, answers: this.#acknowledged.size, ends };
  }

  async end(): Promise<void> {
    this.#server.cut();
    await this.#replica.account.close().catch(() => {});
  }

  #fate(): Fate {
    if (this.#left <= 0) return 'arrives';
    const fates: Fate[] = [
      'arrives',
      'arrives',
      'arrives',
      'refused',
      'lose',
      'twice',
      ...(this.#server.commandsAtOnce === null ? [] : [{ lines: 1 }]),
      { status: 500 },
      { status: 503, headers: { 'retry-after': '5' } },
      { status: 429, headers: { 'retry-after': '2' } },
      { status: 502, body: '<html>Bad gateway</html>' },
    ];
    return fates[this.#choose(fates.length)] ?? 'arrives';
  }

  async #step(): Promise<void> {
    this.#left -= 1;
    const { model } = this.#server;
    const open = model.open;
    const other = open[this.#choose(Math.max(1, open.length))];
    switch (this.#choose(16)) {
      case 0:
        model.create(this.#choose(3) === 0 ? { deadlineTs: '2026-07-01T00:00:00.000Z' } : {});
        return;
      case 1:
      case 2:
        if (other !== undefined)
          this.#byOther(() => model.complete('bob', answerTo(other.taskAsstId, 'REJECTED')));
        return;
      case 3:
        if (other !== undefined) this.#byOther(() => model.claim('bob', { ...other, minutes: 5 }));
        return;
      case 4:
        if (other?.claimedBy === 'bob') this.#byOther(() => model.release('bob', other));
        return;
      case 5:
        if (other !== undefined) model.takeAway(other.taskAsstId);
        return;
      case 6:
        this.#server.cut();
        return;
      case 7:
        this.#killAfter = this.#choose(6);
        return;
      case 8:
        this.#time.advance(1_000 * 2 ** this.#choose(8));
        return;
      case 9:
        this.#server.tell =
          this.#choose(2) === 0 ? (entries) => entries.flatMap((e) => [e, e]) : lying(this.#choose(3));
        return;
      case 10:
        if (this.#choose(2) === 0) model.forget();
        return;
      case 11:
        this.#tokens.canRefresh = this.#choose(2) === 0;
        this.#tokens.refused(this.#tokens.current ?? '');
        if (this.#tokens.current === null && this.#choose(2) === 0) this.#tokens.signInAgain();
        return;
      case 12:
        await this.#touchEntry();
        return;
      default:
        await this.#answer();
    }
  }

  #byOther(work: () => unknown): void {
    try {
      work();
    } catch (error) {
      // Somebody was first there too.
      if (!(error instanceof CountersignError)) throw error;
    }
  }

  async #answer(): Promise<void> {
    await this.#asPerson(async ({ client, account }) => {
      const { humanTasks } = await client.humanTasks.list({});
      const task = humanTasks[this.#choose(Math.max(1, humanTasks.length))];
      if (task === undefined) return;
      const { taskAsstId } = task;
      if (this.#choose(6) === 0) {
        await client.discussion.post({ taskAsstId, text: `Message ${this.#acknowledged.size}` });
        return;
      }
      await client.humanTasks.complete(answerTo(taskAsstId, this.#choose(2) === 0 ? 'APPROVED' : 'REJECTED'));
      const entry = account.outbox
        .list()
        .find((one) => one.taskAsstId === taskAsstId && one.endedTs === null);
      if (entry !== undefined) this.#acknowledged.add(entry.entryId);
    });
  }

  async #touchEntry(): Promise<void> {
    await this.#asPerson(async ({ account }) => {
      const entries = account.outbox
        .list()
        .filter(({ endedTs, action }) => endedTs === null && action === 'completeTask');
      const entry = entries[this.#choose(Math.max(1, entries.length))];
      if (entry === undefined) return;
      const { entryId } = entry;
      const what = this.#choose(3);
      if (what === 0) {
        this.#asked.add(entryId);
        await account.outbox.withdraw(entryId);
        this.#withdrawn.add(entryId);
      } else if (what === 1) {
        await account.outbox.edit(entryId, { value: 'REJECTED', comment: 'On second thoughts' });
      } else await account.outbox.retry(entryId);
    });
  }

  /** What the person does is refused in words, or the machine is killed in the middle of it; nothing else may happen. */
  async #asPerson(work: (replica: TestReplica) => Promise<void>): Promise<void> {
    try {
      await Promise.race([work(this.#replica), this.#store.stopped]);
    } catch (error) {
      if (this.#store.isStopped) return;
      if (error instanceof Error && 'code' in error && error.code !== 'INTERNAL') return;
      throw error;
    }
  }

  /** Until nothing happens any more without time; after a kill, the machine is started again. */
  async #rest(): Promise<void> {
    for (;;) {
      await settle(25);
      if (!this.#store.isStopped) return;
      await this.#restart();
    }
  }

  async #restart(): Promise<void> {
    this.#kills += 1;
    this.#killAfter = Infinity;
    await this.#replica.account.close().catch(() => {});
    this.#store = stoppableStore((...args) => {
      const store = openReplica(...args);
      this.#plantAtStart(store);
      return store;
    });
    this.#replica = this.#open();
    this.#replica.account.start();
  }

  #plantAtStart(store: ReturnType<typeof openReplica>): void {
    const { connection } = store.db;
    if (this.#mutant === 'keeps the cursor of rows that it has lost') {
      connection
        .prepare(
          `INSERT INTO meta VALUES ('cursor', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
        )
        .run(String(this.#handed));
    }
    if (this.#mutant === 'loses what is queued in a crash') {
      connection.exec(`DELETE FROM outbox WHERE ended_at IS NULL`);
    }
    if (this.#mutant === 'does not send again what may have arrived') {
      connection.exec(`UPDATE outbox SET state = 'delivered', ended_at = 1 WHERE state = 'sending'`);
    }
  }

  #open(): TestReplica {
    return openTestReplica(this.#folder, this.#server, {
      time: this.#time,
      tokens: this.#tokens,
      openReplica: (...args) => this.#store.open(...args),
      reach: () => {
        if (this.#killAfter === Infinity || this.#store.isStopped) return;
        this.#killAfter -= 1;
        if (this.#killAfter < 0) this.#store.stop();
      },
      transport: (transport) => this.#planted(transport),
    });
  }

  #planted(transport: Transport): Transport {
    let sent = 0;
    return {
      ...transport,
      send: (command, envelope) => {
        sent += 1;
        const key = `${envelope.key} ${this.#kills} ${sent}`;
        return transport.send(
          command,
          this.#mutant === 'sends each time with another key' ? { ...envelope, key } : envelope,
        );
      },
      changes: (from, signal) => this.#handing(transport.changes(from, signal)),
    };
  }

  async *#handing(
    batches: ReturnType<Transport['changes']>,
  ): ReturnType<Transport['changes']> & AsyncGenerator {
    for await (const batch of batches) {
      if (batch.kind === 'entries') this.#handed = batch.entries.at(-1)?.cursor ?? batch.cursor;
      if (batch.kind === 'start-over') this.#handed = 0;
      yield batch;
    }
  }
}

function answerTo(taskAsstId: string, value: string) {
  return { taskAsstId, response: { value, submittedAt: '2026-05-22T14:30:00.000Z' } };
}

/** Entries in another order, or some of them told once more at the end. */
function lying(how: number): ScriptedServer['tell'] {
  if (how === 0) return (entries) => entries.toReversed();
  return how === 1 ? (entries) => [...entries, ...entries] : (entries) => entries;
}
