import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'playwright/test';
import { launchApp, type LaunchOptions, type RunningApp } from '../app.ts';
import { startNotificationServer, type NotificationServer } from '../desktop/notification-server.ts';
import { startSessionBus } from '../desktop/session-bus.ts';
import {
  startStatusNotifierWatcher,
  type StatusNotifierWatcher,
} from '../desktop/status-notifier-watcher.ts';
import { ownDisplay } from './own-display.ts';

export { expect } from 'playwright/test';

interface Surroundings {
  /** Address of a session bus that this test has for itself. */
  readonly bus: string;
  /** The desktop's notifications: what is shown, and a hand that presses. */
  readonly desktop: NotificationServer;
  /** The desktop's panel with the tray icons. */
  readonly panel: StatusNotifierWatcher;
  /** A data folder that outlives the app, for tests that start it again. */
  readonly folder: string;
  /** Starts an app on this test's desktop; everything started is closed when the test ends. */
  readonly launch: (options?: LaunchOptions) => Promise<RunningApp>;
  /** The app, just started, with nothing in it. */
  readonly running: RunningApp;
}

/** Every test has a bus, a desktop and a data folder of its own, and fails when the page throws. */
export const test = base.extend<Surroundings, { readonly display: void }>({
  display: [ownDisplay, { scope: 'worker', auto: true }],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from this pattern what a fixture needs
  bus: async ({}, provide) => {
    await using bus = await startSessionBus();
    await provide(bus.address);
  },
  desktop: async ({ bus }, provide) => {
    await using desktop = await startNotificationServer(bus);
    await provide(desktop);
  },
  panel: async ({ bus }, provide) => {
    await using panel = await startStatusNotifierWatcher(bus);
    await provide(panel);
  },
  // oxlint-disable-next-line no-empty-pattern -- as above
  folder: async ({}, provide) => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-e2e-'));
    await provide(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  // `desktop` and `panel` are there before the app looks for them.
  launch: async ({ bus, desktop: _desktop, panel: _panel, folder }, provide, info) => {
    const started: RunningApp[] = [];
    await provide(async (options = {}) => {
      const app = await launchApp({
        dataFolder: folder,
        ...options,
        env: { DBUS_SESSION_BUS_ADDRESS: bus, ...options.env },
      });
      started.push(app);
      return app;
    });
    for (const app of started) {
      await app.close();
      if (info.status !== info.expectedStatus) await info.attach('main.log', { body: app.log() });
      if (app.pageErrors.length > 0) throw new AggregateError(app.pageErrors, 'The page threw');
    }
  },
  running: async ({ launch }, provide) => {
    await provide(await launch());
  },
});
