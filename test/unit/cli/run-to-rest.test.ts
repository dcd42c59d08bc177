import { expect, it } from 'vitest';
import type { RunOptions } from '../../../src/cli/commands/run-options.ts';
import { runToRest } from '../../../src/cli/commands/run-to-rest.ts';
import type { Environment } from '../../../src/cli/environment.ts';
import type { AccountClient } from '../../../src/cli/own-account.ts';
import type { LocalAccount } from '../../../src/local/local-account.ts';
import { fakeTime } from '../../support/fake-time.ts';

const options: RunOptions = {
  source: '',
  input: {},
  answers: new Map(),
  events: [],
  secrets: new Map(),
  rewrites: [],
  others: [],
  allowed: new Set(),
  maxWaitMs: 60_000,
};

it('waits on for a timer that came due while it looked whether anything is to come', async () => {
  const time = fakeTime();
  const timer = time.now() + 5;
  let ended = false;
  const settled = () => {
    ended = time.now() >= timer;
    return Promise.resolve();
  };
  const list = () => {
    const processes = ended ? [] : [{ processId: 'p', waits: [{ kind: 'timer' }] }];
    // Looking takes its time.
    time.advance(10);
    return Promise.resolve({ processes, nextCursor: null });
  };
  const client = {
    workflows: { add: () => Promise.resolve({ schedule: null }) },
    processes: {
      list,
      start: () => Promise.resolve({ processId: 'p' }),
      get: () => Promise.resolve({ processId: 'p', statusCode: ended ? 'C' : 'W' }),
      tasks: () => Promise.resolve({ tasks: [], nextCursor: null }),
    },
  };
  const host = { settled, nextDue: () => (timer > time.now() ? timer : null), nudge: () => undefined };
  const environment = { clock: time, timers: time, ids: { next: () => 'a' } };
  const rest = await runToRest(
    environment as unknown as Environment,
    { host } as unknown as LocalAccount,
    client as unknown as AccountClient,
    options,
  );
  expect(rest?.process.statusCode).toBe('C');
});

it('does not wait for ever for what starts itself again and again', async () => {
  const time = fakeTime();
  const waits: { kind: string }[] = [{ kind: 'runtime' }];
  const client = {
    workflows: { add: () => Promise.resolve({ schedule: null }) },
    processes: {
      list: () => {
        const open = [{ processId: 'p', waits: [...waits] }];
        // A call is under way when it looks for the first time; that is waited for.
        waits.length = 0;
        setImmediate(() => time.advance(1_000));
        return Promise.resolve({ processes: open, nextCursor: null });
      },
      start: () => {
        setImmediate(() => time.advance(options.maxWaitMs));
        return Promise.resolve({ processId: 'p' });
      },
      get: () => Promise.resolve({ processId: 'p', statusCode: 'A' }),
      tasks: () => Promise.resolve({ tasks: [], nextCursor: null }),
    },
  };
  const host = { settled: () => new Promise(() => undefined), nextDue: () => null, nudge: () => undefined };
  const rest = await runToRest(
    { clock: time, timers: time, ids: { next: () => 'a' } } as unknown as Environment,
    { host } as unknown as LocalAccount,
    client as unknown as AccountClient,
    options,
  );
  expect(rest?.process.statusCode).toBe('A');
});
