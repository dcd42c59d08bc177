import { describe, expect, it } from 'vitest';
import { advance } from '../../../src/engine/interpreter.ts';
import type { ProcessState, TaskPath } from '../../../src/engine/process-state.ts';
import { reopen, reopenedBegun, type Reopening } from '../../../src/engine/reopen.ts';
import { taskRecords } from '../../../src/engine/task-records.ts';
import { aHost, answered, recorded, returned, start, tasksOf, type TestHost } from '../../support/engine.ts';

const minute = 60_000;

/** Lets the time of a process run out, and reopens it an hour later. */
async function outOfTime(
  definition: Awaited<ReturnType<typeof start>>['definition'],
  state: ProcessState,
  host: TestHost,
): Promise<{ failed: ProcessState; reopening: Reopening; again: ProcessState }> {
  host.clock.advance(10 * minute);
  const failed = recorded(state, await advance(definition, state, host));
  host.clock.advance(60 * minute);
  const ended = tasksOf(failed).filter(({ status }) => status === 'faulted' || status === 'cancelled');
  const reopening = reopen(ended, (path) => failed.tasks.get(path), host.clock.now());
  return { failed, reopening, again: reopenedState(failed, reopening, host) };
}

/** What a store would load after it wrote a reopening. */
function reopenedState(failed: ProcessState, { retired, reopened }: Reopening, host: TestHost): ProcessState {
  const gone = new Set(retired.map(({ path }) => path));
  const tasks = [...tasksOf(failed).filter(({ path }) => !gone.has(path)), ...reopened];
  return {
    ...failed,
    status: 'active',
    error: null,
    begun: reopenedBegun(failed.begun, failed.startedAt, host.clock.now()),
    tasks: taskRecords(new Map(tasks.map((task) => [task.path, task])).values()),
  };
}

const paths = (tasks: readonly { readonly path: TaskPath }[]) => tasks.map(({ path }) => path);

describe('a process that failed by itself', () => {
  it('begins what waited anew and keeps what has ended, with as much time as it had', async () => {
    const host = aHost();
    const { definition, state } = await start(
      `
      timeout: { after: PT5M }
      do:
        - first: { set: { a: 1 } }
        - both:
            fork:
              branches:
                - left: { ask: { prompt: Left? } }
                - right: { do: [{ inner: { ask: { prompt: Right? } } }] }
      `,
      {},
      host,
    );
    const half = answered(state, '/do/1/both/fork/branches/0/left', { value: 'yes' });
    const walked = recorded(half, await advance(definition, half, host));
    const { failed, reopening, again } = await outOfTime(definition, walked, host);
    expect(failed).toMatchObject({ status: 'faulted', error: { status: 408 } });
    expect(reopening.failed).toBeNull();
    expect(paths(reopening.retired)).toEqual(['/do/1/both/fork/branches/1/right/do/0/inner']);
    expect(paths(reopening.reopened)).toEqual(['/do/1/both', '/do/1/both/fork/branches/1/right']);
    expect(again.begun).toMatchObject({ deadline: host.clock.now() + 5 * minute });
    const result = await advance(definition, again, host);
    expect(result).toMatchObject({ status: 'waiting', wakeAt: host.clock.now() + 5 * minute });
    expect(paths(result.changed.filter(({ wait }) => wait?.kind === 'approval'))).toEqual([
      '/do/1/both/fork/branches/1/right/do/0/inner',
    ]);
  });

  it('leaves alone what was cancelled before, for a reason of its own', async () => {
    const host = aHost();
    const { definition, state } = await start(
      `
      timeout: { after: PT5M }
      do:
        - race:
            fork:
              compete: true
              branches:
                - fast: { ask: { prompt: Fast? } }
                - slow: { ask: { prompt: Slow? } }
        - then: { ask: { prompt: Then? } }
      `,
      {},
      host,
    );
    const won = answered(state, '/do/0/race/fork/branches/0/fast', { value: 'yes' });
    const walked = recorded(won, await advance(definition, won, host));
    const { failed, reopening } = await outOfTime(definition, walked, host);
    expect(failed.tasks.get('/do/0/race/fork/branches/1/slow')).toMatchObject({ reason: 'lost' });
    expect(paths(reopening.retired)).toEqual(['/do/1/then']);
    expect(reopening.reopened).toEqual([]);
  });

  it('leaves alone a failure that was caught, and goes on in the attempt that it had come to', async () => {
    const host = aHost();
    const { definition, state } = await start(
      `
      timeout: { after: PT5M }
      do:
        - attempt:
            try:
              - get: { call: http, with: { method: get, endpoint: https://example.org } }
              - check: { ask: { prompt: Check? } }
            catch: { retry: { delay: PT1S, limit: { attempt: { count: 3 } } } }
      `,
      {},
      host,
    );
    const error = { type: 'https://example.org/error', status: 500 };
    const refused = returned(state, '/do/0/attempt/try/0/get', { ok: false, error });
    const waits = recorded(refused, await advance(definition, refused, host));
    host.clock.advance(1_000);
    const second = recorded(waits, await advance(definition, waits, host));
    const works = returned(second, '/do/0/attempt/try#2/0/get', { ok: true, output: {} });
    const asks = recorded(works, await advance(definition, works, host));
    const { reopening, again } = await outOfTime(definition, asks, host);
    expect(reopening.failed).toBeNull();
    expect(paths(reopening.retired)).toEqual(['/do/0/attempt/try#2/1/check']);
    expect(paths(reopening.reopened)).toEqual(['/do/0/attempt']);
    const { changed } = await advance(definition, again, host);
    expect(paths(changed.filter(({ wait }) => wait?.kind === 'approval'))).toEqual([
      '/do/0/attempt/try#2/1/check',
    ]);
  });

  it('computes its output again over what its tasks gave, and nothing else', async () => {
    const host = aHost();
    const { definition, state } = await start(
      `
      output: { schema: { document: { required: [b] } } }
      do: [{ first: { set: { a: 1 } } }]
      `,
      {},
      host,
    );
    expect(state).toMatchObject({ status: 'faulted', error: { instance: '/output' } });
    const reopening = reopen([], (path) => state.tasks.get(path), host.clock.now());
    expect(reopening).toEqual({ failed: null, retired: [], reopened: [] });
    const result = await advance(definition, reopenedState(state, reopening, host), host);
    expect(result).toMatchObject({ status: 'faulted', error: { instance: '/output' }, changed: [] });
  });
});
