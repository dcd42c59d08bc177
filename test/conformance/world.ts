import { parse } from 'yaml';
import type { ProcessDetail } from '../../src/shared/contract/processes.ts';
import type { Json } from '../../src/shared/json.ts';
import type { Store } from '../../src/local/store/open.ts';
import { nextWake } from '../../src/local/store/processes.ts';
import { tasksOfProcess, type TaskRow } from '../../src/local/store/tasks.ts';
import { temporaryFolder, type Client } from '../support/account.ts';
import { fakeTime } from '../support/fake-time.ts';
import { openConformanceAccount, type ConformanceAccount } from './conformance-account.ts';
import { createServices } from './services.ts';

/** A definition in the words of its document. */
interface Reference {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

/**
 * What one scenario arranges, does and looks at: an account of its own in a temporary folder, whose clock stands still
 * until the scenario moves it, and services on loopback that stand in for those of the internet.
 */
export class World implements AsyncDisposable {
  readonly time = fakeTime();
  readonly services = createServices();
  readonly secrets = new Map<string, Json>();
  input: Json = {};
  shellAllowed = false;
  /** Of the process that was executed last. */
  processId: string | null = null;
  readonly #folder = temporaryFolder();
  readonly #definitions: string[] = [];
  #open: ConformanceAccount | null = null;

  /** The one defined last is the one that is executed. */
  define(source: string): void {
    this.#definitions.push(source);
  }

  async client(): Promise<Client> {
    return (await this.#account()).client;
  }

  /** Adds what was defined. @throws CountersignError WORKFLOW_INVALID */
  async addDefinitions(): Promise<void> {
    const client = await this.client();
    for (const source of this.#definitions) await client.workflows.add({ source });
    await this.settle();
  }

  /** Starts the workflow that was defined last and lets it come as far as it can without time passing. */
  async execute(): Promise<void> {
    await this.addDefinitions();
    await this.start(this.definition);
  }

  async start({ namespace, name, version }: Reference): Promise<void> {
    const client = await this.client();
    const workflow = `${namespace}/${name}@${version}`;
    const { processId } = await client.processes.start({ workflow, input: this.input });
    this.processId = processId;
    await this.settle();
  }

  /** The `document` of the workflow that was defined last. */
  get definition(): Reference {
    const { document } = parse(this.#definitions.at(-1) ?? '') as { document: Reference };
    return document;
  }

  /** Waits until every process waits for something that does not come by itself, and no effect is under way. */
  async settle(): Promise<void> {
    await (await this.#account()).settle();
  }

  /** Lets time pass; on the way everything happens at its time. */
  async pass(milliseconds: number): Promise<void> {
    const { store } = await this.#account();
    const end = this.time.now() + milliseconds;
    for (;;) {
      await this.settle();
      const next = Math.min(nextWake(store.db, this.time.now()) ?? end, end);
      this.time.advance(next - this.time.now());
      if (next === end) break;
    }
    await this.settle();
  }

  /** Closes the account and opens it again on the same folder, as a restart of the app would. */
  async restart(): Promise<void> {
    await this.#open?.close();
    this.#open = null;
    await this.settle();
  }

  async process(): Promise<ProcessDetail> {
    if (this.processId === null) throw new Error('No workflow was executed');
    return (await this.client()).processes.get({ processId: this.processId });
  }

  /** What is recorded of the tasks of the executed process, in the order in which they began. */
  async tasks(): Promise<readonly TaskRow[]> {
    if (this.processId === null) throw new Error('No workflow was executed');
    return tasksOfProcess((await this.#store()).db, this.processId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open?.close();
    await this.services[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }

  async #store(): Promise<Store> {
    return (await this.#account()).store;
  }

  async #account(): Promise<ConformanceAccount> {
    this.#open ??= openConformanceAccount({
      dataFolder: this.#folder.path,
      time: this.time,
      rewrites: await this.services.rewrites(),
      secret: (name) => this.secrets.get(name),
      allowShell: () => this.shellAllowed,
    });
    return this.#open;
  }
}
