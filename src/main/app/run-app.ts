import { app, nativeTheme, net, powerMonitor, shell, type BrowserWindow } from 'electron';
import type { DataPaths } from '../../local/data-folder.ts';
import type { Log } from '../../service/log.ts';
import type { Clock, Timers } from '../../shared/clock.ts';
import type { AppInfo, Navigation } from '../../shared/contract/desktop.ts';
import { followHints } from '../accounts/hints.ts';
import { openBrowser } from '../accounts/open-browser.ts';
import { openBridge } from '../ipc/bridge.ts';
import { createNavigator, type Navigator } from '../ipc/navigator.ts';
import { rememberedColorScheme } from '../settings/color-scheme.ts';
import type { AccountServices } from './account-services.ts';
import { serveApp } from './app-protocol.ts';
import { chooseTarget } from './dialogs.ts';
import type { DesktopServices } from './desktop-services.ts';
import { logFile } from './file-log.ts';
import type { Icons } from './icons.ts';
import { followLinks, quitWith } from './lifecycle.ts';
import { setApplicationMenu } from './menu.ts';
import { saveScreenshot } from './screenshot.ts';
import { secureAllContents, secureSession } from './security.ts';
import { openWindow, showWindow, themeBackground } from './window.ts';

// R1: until the window has painted, this process serves it and does nothing else; database, contract and the desktop around
//     the window are loaded after that.
// R2: quitting closes in the opposite order, and waits for what is being written.

export interface AppOptions {
  readonly paths: DataPaths;
  readonly pageFolder: string;
  readonly preload: string;
  readonly jqWorkerUrl: URL;
  readonly scriptWorkerUrl: URL;
  readonly samplesFolder: string;
  readonly icons: Icons;
  readonly userName: string;
  readonly deviceName: string;
  /** Vite's server, in development only. */
  readonly developmentServer: URL | null;
  readonly hidden: boolean;
  readonly screenshot: string | null;
  readonly link: Navigation | null;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** Runs until the app quits. @throws StoreError when the database cannot be opened; the window is gone by then */
export async function runApp(options: AppOptions): Promise<void> {
  const navigator = createNavigator();
  secureAllContents();
  await app.whenReady();
  let previews: AccountServices['preview'] | null = null;
  serveApp(options.pageFolder, options.developmentServer, async (request) =>
    previews === null ? new Response(null, { status: 404 }) : previews(request),
  );
  secureSession(options.developmentServer);
  nativeTheme.themeSource = rememberedColorScheme(options.paths.settings);
  const window = openWindow({
    stateFolder: options.paths.window,
    preload: options.preload,
    icon: options.icons.app,
    show: !options.hidden,
    log: options.log,
  });
  const painted = whenPainted(window, options.log);
  const open = (to: Navigation): void => {
    showWindow(window);
    navigator.go(to);
  };
  if (options.link !== null) navigator.go(options.link);
  followLinks(open, () => showWindow(window));

  let desktop: DesktopServices | null = null;
  let starting: Promise<DesktopServices> | null = null;
  const services = painted.then(() => openServices(options, window));
  const closeBridge = openBridge(
    services.then(({ servePort }) => servePort(desktopParts(options, navigator, window, () => desktop))),
    options.log,
  );
  const { account, accounts, router, files, extras, settings, notificationClient, preview } = await services;
  previews = preview;
  const stopHints = followHints(systemHints(options), (reason) => accounts.hint(reason));
  const quitting = quitWith(async () => {
    closeBridge();
    // Whoever quits while the desktop is still starting lets it finish: it works on the account that is closed next.
    await (await starting?.catch(() => null))?.close();
    stopHints();
    await accounts.close();
    await account.close();
  }, options);
  hideInsteadOfClosing(
    window,
    () => !quitting() && (process.platform === 'darwin' || settings.current().closeToTray),
  );

  account.start();
  accounts.start();
  setApplicationMenu(process.platform, app.isPackaged);
  const { startDesktopServices } = await import('./desktop-services.ts');
  starting = startDesktopServices({
    ...options,
    account,
    accounts,
    router,
    files,
    extras,
    settings,
    client: notificationClient,
    open,
    quit: () => app.quit(),
  });
  desktop = await starting;
  if (options.screenshot === null) return;
  await saveScreenshot(window, options.screenshot, options.timers);
  app.quit();
}

/** A page that cannot be painted does not keep the account, its notifications and the command line from working. */
function whenPainted(window: BrowserWindow, log: Log): Promise<void> {
  return new Promise((resolve) => {
    window.once('ready-to-show', () => {
      performance.mark('countersign:ready-to-show');
      log.info('The window is shown', { sinceStart: Math.round(performance.now()) });
      resolve();
    });
    window.webContents.once('did-fail-load', () => resolve());
    window.webContents.once('render-process-gone', () => resolve());
  });
}

async function openServices(options: AppOptions, window: BrowserWindow): Promise<AccountServices> {
  try {
    const { openAccountServices } = await import('./account-services.ts');
    const services = openAccountServices({ ...options, openBrowser });
    const applyTheme = (): void => {
      nativeTheme.themeSource = services.settings.current().colorScheme;
      if (!window.isDestroyed()) window.setBackgroundColor(themeBackground());
    };
    applyTheme();
    services.settings.onChange(applyTheme);
    return services;
  } catch (error) {
    // Unheard, Electron would quit with its last window, before anybody has read why.
    app.on('window-all-closed', () => {});
    window.destroy();
    throw error;
  }
}

function systemHints({ timers }: AppOptions) {
  return {
    timers,
    isOnline: () => net.isOnline(),
    onResume(listener: () => void) {
      powerMonitor.on('resume', listener);
      return () => void powerMonitor.off('resume', listener);
    },
  };
}

function desktopParts(
  { paths }: AppOptions,
  navigator: Navigator,
  window: BrowserWindow,
  desktop: () => DesktopServices | null,
) {
  return {
    chooseTarget: (name: string) => chooseTarget(window, name, app.getPath('downloads')),
    info: (): AppInfo => ({
      version: app.getVersion(),
      electron: process.versions.electron,
      node: process.versions.node,
      platform: process.platform,
      dataFolder: paths.folder,
      logFile: logFile(paths.logs),
      notificationDelivery: desktop()?.delivery() ?? notStarted,
    }),
    navigations: (signal: AbortSignal | undefined) => navigator.wishes(signal),
    openExternal: (url: string) => shell.openExternal(url),
    async revealDataFolder() {
      await shell.openPath(paths.folder);
    },
    async testNotification() {
      const services = desktop();
      if (services === null) return { shown: false, problem: notStarted.problem };
      return services.testNotification().then(
        () => ({ shown: true, problem: null }),
        (error: unknown) => ({
          shown: false,
          problem: services.delivery().problem ?? (error instanceof Error ? error.message : String(error)),
        }),
      );
    },
  };
}

const notStarted = { kind: 'none', actions: false, problem: 'Notifications are starting.' } as const;

function hideInsteadOfClosing(window: BrowserWindow, applies: () => boolean): void {
  window.on('close', (event) => {
    if (!applies()) return;
    event.preventDefault();
    window.hide();
  });
}
