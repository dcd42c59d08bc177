import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A session bus of the test's own: what it hears and says stays among those that are given its address. */
export interface TestBus extends AsyncDisposable {
  readonly address: string;
  /** Ends the bus as a logout would: whoever was connected is cut off. */
  stop(): Promise<void>;
}

/** `address` lets a bus come back at the place of one that was stopped. */
export async function startSessionBus(address?: string): Promise<TestBus> {
  const given = address === undefined ? [] : [`--address=${address}`];
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address', ...given], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(daemon, 'exit');
  const [line] = (await Promise.race([
    once(createInterface(daemon.stdout), 'line'),
    failedToStart(exited),
  ])) as [string];
  const stop = async (): Promise<void> => {
    daemon.kill();
    await exited;
  };
  return { address: line, stop, [Symbol.asyncDispose]: stop };
}

async function failedToStart(exited: Promise<unknown>): Promise<never> {
  await exited;
  throw new Error('dbus-daemon ended before it had an address; is the Debian package dbus installed?');
}
