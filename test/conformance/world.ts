import { parse } from 'yaml';
import type { ProcessDetail, ProcessSummary } from '../../src/shared/contract/processes.ts';
import type { Json } from '../../src/shared/json.ts';
import type { Client } from '../support/account.ts';
import { fakeTime } from '../support/fake-time.ts';
import type { ConformanceAccount, ConformanceHost } from './conformance-account.ts';
import { createLocalHost } from './local-host.ts';
import { createServices } from './services.ts';
import type { TaskRow } from '../../src/service/processes/task-row.ts';

/** A workflow in the words of its document. */
export interface Reference {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

export type DryRun = Awaited<ReturnType<Client['processes']['dryRun']>>;

/**
 * What one scenario arranges, does and looks at: an account of its own, whose clock stands still until the scenario moves it, and services on loopback that stand in for those of the internet.
 */
export class World implements AsyncDisposable {
  readonly time = fakeTime();
  readonly services = createServices();
  readonly secrets = new Map<string, Json>();
  input: Json = {};
  shellAllowed = false;
  /** Of the process that was executed last. */
  processId: string | null = null;
  dryRun: DryRun | null = null;
  readonly #definitions: string[] = [];
  readonly #disposables: AsyncDisposable[] = [];
  readonly #host: ConformanceHost;
  #open: ConformanceAccount | null = null;
  #events = 0;

  constructor(host: ConformanceHost = createLocalHost()) {
    this.#host = host;
  }

  /** The one defined last is the one that is executed. */
  define(source: string): void {
    this.#definitions.push(source);
  }

  /** A workflow of the namespace `test` from everything below its document. */
  defineBody(body: string, { name = 'example', version = '1.0.0' } = {}): void {
    this.define(`document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '${version}' }\n${body}`);
  }

  /** The `document` of the workflow that was defined last. */
  get reference(): Reference {
    return (parse(this.source) as { document: Reference }).document;
  }

  get source(): string {
    return this.#definitions.at(-1) ?? '';
  }

  /** Something that the scenario uses; it ends with the scenario. */
  use(disposable: AsyncDisposable): void {
    this.#disposables.push(disposable);
  }

  async client(): Promise<Client> {
    return (await this.account()).client;
  }

  /** @throws Error with every problem of a definition that is not valid */
  async addDefinitions(): Promise<void> {
    const { workflows } = await this.client();
    for (const source of this.#definitions) {
      const { problems } = await workflows.validate({ source });
      if (problems.length > 0)
        throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
      await workflows.add({ source });
    }
    await this.settle();
  }

  /** Starts the workflow that was defined last and lets it come as far as it can without time passing. */
  async execute(): Promise<void> {
    await this.addDefinitions();
    const { namespace, name, version } = this.reference;
    const workflow = `${namespace}/${name}@${version}`;
    const { processId } = await (await this.client()).processes.start({ workflow, input: this.input });
    this.processId = processId;
    await this.settle();
  }

  /** Publishes an event; what it does not say of itself is filled in. */
  async publish(event: Record<string, Json>): Promise<void> {
    this.#events += 1;
    const defaults = { source: 'https://example.com/test', id: `event-${this.#events}`, type: 'test' };
    await (await this.client()).events.publish({ event: { ...defaults, ...event } });
    await this.settle();
  }

  /** Waits until every process waits for something that does not come by itself. */
  async settle(): Promise<void> {
    await (await this.account()).settle();
  }

  /** Lets time pass; on the way everything happens at its time. */
  async pass(milliseconds: number): Promise<void> {
    const account = await this.account();
    const end = this.time.now() + milliseconds;
    for (;;) {
      await this.settle();
      const next = Math.min((await account.nextDue()) ?? end, end);
      this.time.advance(next - this.time.now());
      if (next === end) break;
    }
    await this.settle();
  }

  async close(): Promise<void> {
    await this.#open?.close();
    this.#open = null;
  }

  /** The process that was executed last. */
  async process(): Promise<ProcessDetail> {
    if (this.processId === null) throw new Error('No workflow was executed');
    return (await this.client()).processes.get({ processId: this.processId });
  }

  /** All processes of a workflow, the newest first. */
  async runsOf(name: string): Promise<ProcessSummary[]> {
    const { processes } = await (await this.client()).processes.list({ limit: 100 });
    return processes.filter(({ workflow }) => workflow.name === name);
  }

  /** What is recorded of the tasks of the process that was executed last, in the order in which they began. */
  async tasks(): Promise<readonly TaskRow[]> {
    if (this.processId === null) throw new Error('No workflow was executed');
    return (await this.account()).tasks(this.processId);
  }

  async account(): Promise<ConformanceAccount> {
    if (this.#open !== null) return this.#open;
    const rewrites = await this.services.rewrites();
    this.#open = await this.#host.open({
      time: this.time,
      rewrites,
      secret: (name) => this.secrets.get(name),
      allowsShell: () => this.shellAllowed,
      hanging: () => this.services.hanging(),
    });
    return this.#open;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    await this.services[Symbol.asyncDispose]();
    for (const disposable of this.#disposables) await disposable[Symbol.asyncDispose]();
    await this.#host[Symbol.asyncDispose]();
  }
}
