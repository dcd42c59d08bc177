import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import {
  openLocalAccount,
  type LocalAccount,
  type LocalAccountOptions,
} from '../../src/local/local-account.ts';
import { silentLog } from '../../src/service/log.ts';
import type { LocalRouter } from '../../src/local/router.ts';
import type { Clock, Timers } from '../../src/shared/clock.ts';
import type { Actor } from '../../src/shared/human-task/actor.ts';
import type { Source } from '../../src/shared/human-task/status.ts';
import type { JsonObject } from '../../src/shared/json.ts';
import { systemClock, systemTimers } from '../../src/shared/system-clock.ts';
import { systemIds } from '../../src/shared/system-ids.ts';

export const projectFolder = join(import.meta.dirname, '../..');
export const samplesFolder = join(projectFolder, 'resources/samples');
export const jqWorkerUrl = new URL('../../src/engine/expression/jq-worker.ts', import.meta.url);
export const scriptWorkerUrl = new URL('../../src/effects/script-worker.ts', import.meta.url);

export type Client = RouterClient<LocalRouter>;

export interface TestAccount extends AsyncDisposable {
  readonly account: LocalAccount;
  readonly client: Client;
  /** The same account as another transport would call it. */
  as(source: Source): Client;
  /** The same account as somebody else would see it. */
  asActor(actor: Partial<Actor>): Client;
}

export interface TemporaryFolder extends Disposable {
  readonly path: string;
}

export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface TestAccountOptions extends Pick<
  LocalAccountOptions,
  'reach' | 'openStore' | 'disk' | 'secret' | 'effects' | 'random' | 'timeZone'
> {
  readonly time?: Clock & Timers;
}

/** A real local account on a real store, run by the clock and timers that are given. */
export function openTestAccount(dataFolder: string, options: TestAccountOptions = {}): TestAccount {
  const { time, ...rest } = options;
  const account = openLocalAccount({
    dataFolder,
    clock: time ?? systemClock,
    timers: time ?? systemTimers,
    ids: systemIds,
    jqWorkerUrl,
    scriptWorkerUrl,
    samplesFolder,
    userName: 'maya',
    log: silentLog,
    ...rest,
  });
  account.start();
  const as = (source: Source) =>
    createRouterClient(account.router, { context: { actor: account.actor, source } });
  const asActor = (actor: Partial<Actor>) =>
    createRouterClient(account.router, {
      context: { actor: { ...account.actor, ...actor }, source: 'window' as const },
    });
  return { account, client: as('window'), as, asActor, [Symbol.asyncDispose]: () => account.close() };
}

/** A workflow with one approval whose answer decides between two branches; the smallest real one. */
export const approvalWorkflow = `
document: { dsl: '1.0.3', namespace: light-portal, name: human-approval, version: '1.0.0' }
do:
  - requestApproval:
      ask:
        mode: approval
        prompt: Review the workflow request and choose a decision.
        options:
          - { label: Approve, value: APPROVED, description: Continue the request. }
          - { label: Reject, value: REJECTED, description: Stop the request. }
        contextKeys: [requestId, summary]
        assignment: { categoryCode: approval, reasonCode: human-approval }
  - route:
      switch:
        - approved: { when: .value == "APPROVED", then: done }
        - otherwise: { then: stopped }
  - done:
      set: { outcome: continued }
      then: end
  - stopped:
      set: { outcome: stopped, reason: "\${ .comment }" }
`;

/** Adds a workflow text and starts it. @returns the process id, once it waits or has ended */
export async function startSource(
  test: TestAccount,
  source: string,
  input: JsonObject = {},
): Promise<string> {
  const { namespace, name, version } = await test.client.workflows.add({ source });
  const { processId } = await test.client.processes.start({
    workflow: `${namespace}/${name}@${version}`,
    input,
  });
  await test.account.host.settled();
  return processId;
}

/** The only task in the inbox. */
export async function onlyTask(test: TestAccount): Promise<Awaited<ReturnType<Client['humanTasks']['get']>>> {
  const { humanTasks } = await test.client.humanTasks.list({});
  const [row] = humanTasks;
  if (row === undefined || humanTasks.length !== 1)
    throw new Error(`${humanTasks.length} tasks in the inbox`);
  return test.client.humanTasks.get({ taskAsstId: row.taskAsstId });
}
