import type * as electronModule from 'electron';
import { until } from '../until.ts';

export type Electron = typeof electronModule;

/** Electron's main process, in which a test can run a function of its own. */
export interface MainProcess {
  /** `work` may use nothing but its arguments; they and its result go as JSON. @throws Error what `work` throws */
  evaluate<Result>(work: (electron: Electron) => Result | Promise<Result>): Promise<Result>;
  evaluate<Result, Argument>(
    work: (electron: Electron, argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  close(): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

// Results come by a call from the other side. The inspector can wait for a promise by itself, but it holds it so loosely
// that the garbage collector of Electron's main process now and then takes it away.
const setUp = `(() => {
  const electron = require('electron');
  const kept = new Set();
  globalThis.runForTest = (id, work, argument) => {
    const done = (async () => work(electron, argument))().then(
      (value) => replyToTest(JSON.stringify({ id, value })),
      (error) => replyToTest(JSON.stringify({ id, error: String(error?.stack ?? error) })),
    );
    kept.add(done);
  };
})()`;

/** Connects to the inspector of a main process at its WebSocket address. */
export async function connectMainProcess(address: string): Promise<MainProcess> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let isReady = false;
  const send = (method: string, params: object = {}): void =>
    socket.send(JSON.stringify({ id: (last += 1), method, params }));

  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { method?: string; params?: { payload?: string } };
    if (message.method === 'Runtime.executionContextCreated') isReady = true;
    // A process that ends waits for its debugger to go.
    if (message.method === 'Runtime.executionContextDestroyed') socket.close();
    if (message.method !== 'Runtime.bindingCalled') return;
    const { id, value, error } = JSON.parse(message.params?.payload ?? '') as Reply;
    const reply = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) reply?.resolve(value);
    else reply?.reject(new Error(error));
  });
  socket.addEventListener('close', () => {
    for (const reply of waiting.values()) reply.reject(new Error('The app has ended'));
    waiting.clear();
  });
  send('Runtime.enable');
  await until('the main process can be asked', () => isReady);
  send('Runtime.addBinding', { name: 'replyToTest' });
  send('Runtime.evaluate', { expression: setUp, includeCommandLineAPI: true });

  return {
    evaluate<Result>(work: (...given: never[]) => Result | Promise<Result>, argument?: unknown) {
      const id = last + 1;
      const reply = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
      send('Runtime.evaluate', {
        expression: `runForTest(${id}, ${work.toString()}, ${JSON.stringify(argument)})`,
      });
      return reply as Promise<Result>;
    },
    close: () => socket.close(),
  };
}
