import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test as base } from 'playwright/test';
import { browserOf } from '../../../scripts/lib/person-in-browser.mjs';
import { launchApp, type RunningApp } from '../app.ts';
import { startNotificationServer, type NotificationServer } from '../desktop/notification-server.ts';
import { startSessionBus } from '../desktop/session-bus.ts';
import { ownDisplay } from '../e2e/own-display.ts';
import { openScriptedProxy, type ScriptedProxy } from '../net/scripted-proxy.ts';
import { startSecretService } from './secret-service.ts';
import { signInWindow } from './sign-in-window.ts';
import { startTeamServer, type DemoUser, type TeamServer } from './team-server.ts';

export { expect } from 'playwright/test';

/** Somebody before a machine of their own: a desktop, a data folder, a browser, and a way to the server that can be cut. */
export interface Seat {
  readonly user: DemoUser;
  readonly desktop: NotificationServer;
  readonly proxy: ScriptedProxy;
  /** The app as it runs now. */
  readonly running: RunningApp;
  /** Adds the server in the settings, and signs in by the browser. */
  signIn(): Promise<void>;
  /** Quits the app and starts it again. */
  restart(): Promise<void>;
}

export interface SeatOptions {
  /** Whether the desktop has a keystore. */
  readonly keystore?: boolean;
}

interface Fixtures {
  /** By default signed in, and up to date. */
  readonly sit: (user: DemoUser, options?: SeatOptions & { signedIn?: boolean }) => Promise<Seat>;
}

interface Shared {
  readonly server: TeamServer;
  readonly display: void;
}

/** Longer than the half minute before its end in which the app renews it, so that it is renewed again and again. */
const tokenSeconds = 45;

/** Two real apps and a real server. The server is shared by the tests of a run; a title belongs to one test. */
export const test = base.extend<Fixtures, Shared>({
  display: [ownDisplay, { scope: 'worker', auto: true }],
  server: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from this pattern what a fixture needs
    async ({}, provide) => {
      await using server = await startTeamServer({ tokenSeconds });
      await provide(server);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  sit: async ({ server }, provide, info) => {
    const seats: (Seat & AsyncDisposable)[] = [];
    await provide(async (user, { keystore = false, signedIn = true } = {}) => {
      const seat = await takeSeat(server, user, keystore);
      seats.push(seat);
      if (signedIn) await seat.signIn();
      return seat;
    });
    for (const seat of seats) {
      const { running } = seat;
      if (info.status !== info.expectedStatus) await info.attach(`${seat.user}.log`, { body: running.log() });
      await seat[Symbol.asyncDispose]();
      if (running.pageErrors.length > 0) throw new AggregateError(running.pageErrors, 'The page threw');
    }
    if (info.status !== info.expectedStatus) await info.attach('server.log', { body: server.output() });
  },
});

async function takeSeat(
  server: TeamServer,
  user: DemoUser,
  keystore: boolean,
): Promise<Seat & AsyncDisposable> {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), `countersign-${user}-`));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const bus = stack.use(await startSessionBus());
  const desktop = stack.use(await startNotificationServer(bus.address));
  if (keystore) stack.use(await startSecretService(bus.address));
  const proxy = await openScriptedProxy(server.port);
  stack.defer(() => proxy.close());
  const path = [browserOf(user, join(folder, 'bin')), process.env['PATH'] ?? ''].join(delimiter);
  const launch = () =>
    launchApp({
      dataFolder: join(folder, 'data'),
      args: keystore ? ['--password-store=gnome-libsecret'] : ['--password-store=basic'],
      env: { DBUS_SESSION_BUS_ADDRESS: bus.address, PATH: path },
    });
  let running = await launch();
  stack.defer(() => running.close());
  return {
    user,
    desktop,
    proxy,
    get running() {
      return running;
    },
    signIn: () => signInWindow(running, server, proxy.origin),
    async restart() {
      await running.close();
      running = await launch();
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
