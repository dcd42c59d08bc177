import { MockAgent } from 'undici';
import type { EffectResult } from '../../../src/engine/effect.ts';
import type { InstanceWait } from '../../../src/engine/process-state.ts';
import { openStore } from '../../../src/local/store/open.ts';
import { openTestAccount, temporaryFolder, type TemporaryFolder, type TestAccount } from '../account.ts';
import { fakeTime } from '../fake-time.ts';
import type { RandomDefinitions } from '../random-definition.ts';
import { contentOf, waitsOf, type Connection, type Content } from './database-content.ts';
import { eventOf } from './events.ts';
import { Service } from './service.ts';
import type { Script, Stops } from './simulate.ts';
import { stoppableStore, type StoppableStore } from './stoppable-store.ts';

// The same as simulate.ts on the local account with its SQLite store, driven through its contract. A stop takes the database
// away at a crash point, in the middle of a transaction too; then the account is opened again on the same folder.

export interface DiskOutcome {
  readonly content: Content;
  readonly called: readonly string[];
  readonly stops: number;
}

/** What the host forgets at each restart, to see that the comparison finds it. */
export type DiskMutant = 'forgets how far tasks have come' | 'forgets the answers';

const lost: Readonly<Record<DiskMutant, string>> = {
  'forgets how far tasks have come': `UPDATE task SET progress_json = NULL WHERE ended_at IS NULL`,
  'forgets the answers': `UPDATE task SET answer_json = NULL, result_json = NULL WHERE ended_at IS NULL`,
};

export async function simulateOnSqlite(
  definitions: RandomDefinitions,
  script: Script,
  options: { stops?: Stops; mutant?: DiskMutant } = {},
): Promise<DiskOutcome> {
  using folder = temporaryFolder();
  await using simulation = new SqliteSimulation(folder, options.stops ?? null, options.mutant ?? null);
  return await simulation.run(definitions, script);
}

class SqliteSimulation implements AsyncDisposable {
  readonly #folder: TemporaryFolder;
  readonly #stops: Stops | null;
  readonly #mutant: DiskMutant | null;
  readonly #time = fakeTime();
  readonly #service = new Service();
  #store: StoppableStore;
  #test: TestAccount;
  #watched = false;
  #stopCount = 0;

  constructor(folder: TemporaryFolder, stops: Stops | null, mutant: DiskMutant | null) {
    this.#folder = folder;
    this.#stops = stops;
    this.#mutant = mutant;
    this.#store = stoppableStore(openStore);
    this.#test = this.#open();
  }

  async run({ main, child }: RandomDefinitions, { input, choices }: Script): Promise<DiskOutcome> {
    for (const source of [main, child]) await this.#test.client.workflows.add({ source });
    this.#watched = true;
    await this.#until(() =>
      this.#test.client.processes.start({ workflow: 'test/main', input, idempotencyKey: 'start' }),
    );
    for (const [number, choice] of choices.entries()) {
      const happenings = this.#happenings(number, choice);
      const happening = happenings[choice % Math.max(1, happenings.length)];
      if (happening === undefined) break;
      await this.#until(happening);
    }
    this.#service.checkKeys();
    return { content: contentOf(this.#connection), called: this.#service.places, stops: this.#stopCount };
  }

  /** Does it, again after each stop, until it is acknowledged and everything that follows from it by itself has happened. */
  async #until(work: () => Promise<unknown>): Promise<void> {
    for (let acknowledged = false; ;) {
      const { stopped } = this.#store;
      try {
        if (!acknowledged) await Promise.race([work(), stopped]);
        acknowledged ||= !this.#store.isStopped;
        await Promise.race([this.#test.account.host.settled(), stopped]);
        if (!this.#store.isStopped) return;
      } catch (error) {
        if (!this.#store.isStopped) throw error;
      }
      await this.#restart();
    }
  }

  async #restart(): Promise<void> {
    this.#stopCount += 1;
    await this.#test[Symbol.asyncDispose]();
    this.#store = stoppableStore((...args) => {
      const store = openStore(...args);
      if (this.#mutant !== null) store.db.connection.exec(lost[this.#mutant]);
      return store;
    });
    this.#test = this.#open();
  }

  #open(): TestAccount {
    return openTestAccount(this.#folder.path, {
      time: this.#time,
      openStore: (...args) => this.#store.open(...args),
      reach: () => {
        if (this.#watched && this.#stops !== null && this.#stops.next().value === 0) this.#store.stop();
      },
      effects: { dispatcher: serviceAt(this.#service) },
      random: () => 0.5,
    });
  }

  /** What could happen outside, in an order that only what is written decides. */
  #happenings(number: number, choice: number): (() => Promise<unknown>)[] {
    const happenings = waitsOf(this.#connection).flatMap((wait) => this.#endOf(wait.kind, number, choice));
    const next = this.#test.account.host.nextDue();
    if (next !== null) happenings.push(async () => this.#time.advance(Math.max(0, next - this.#time.now())));
    return happenings;
  }

  #endOf(kind: InstanceWait['kind'], number: number, choice: number): (() => Promise<unknown>)[] {
    if (kind === 'approval') return [() => this.#answer(number, choice)];
    if (kind !== 'event') return [];
    const event = { ...eventOf(choice), id: `outside-${number}` };
    return [() => this.#test.client.events.publish({ event })];
  }

  async #answer(number: number, choice: number): Promise<void> {
    const { humanTasks } = await this.#test.client.humanTasks.list({});
    const [task] = humanTasks;
    // It was answered before the stop, and the answer was only not acknowledged.
    if (task === undefined) return;
    const { ask } = await this.#test.client.humanTasks.get({ taskAsstId: task.taskAsstId });
    const value = ask.options[choice % Math.max(1, ask.options.length)]?.value ?? `text ${choice}`;
    await this.#test.client.humanTasks.complete({
      taskAsstId: task.taskAsstId,
      response: { value, submittedAt: new Date(this.#time.now()).toISOString() },
      idempotencyKey: `answer-${number}`,
    });
  }

  get #connection(): Connection {
    return this.#store.connection;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#test[Symbol.asyncDispose]();
  }
}

/** The service behind every call: it replies at once, by the key alone. */
function serviceAt(service: Service): MockAgent {
  const agent = new ClosableAgent();
  agent.disableNetConnect();
  agent
    .get('https://service.example')
    .intercept({ path: '/things', method: 'POST' })
    .reply(({ headers, body }) => {
      const key = new Headers(headers as Record<string, string>).get('idempotency-key') ?? 'none';
      // Processes have other ids in each run; where in its process a task stands is the same.
      const place = key.replace(/^[0-9a-f-]{36}/, '');
      const result: EffectResult = service.call(place, place, typeof body === 'string' ? body : '');
      const { statusCode, data } = result.ok
        ? { statusCode: 200, data: JSON.stringify(result.output) }
        : { statusCode: result.error.status, data: '{}' };
      return { statusCode, data, responseOptions: { headers: { 'content-type': 'application/json' } } };
    })
    .persist();
  return agent;
}

/** The account ends its connections when it is closed; there are none behind this one. */
class ClosableAgent extends MockAgent {
  override async destroy(): Promise<void> {
    await this.close();
  }
}
