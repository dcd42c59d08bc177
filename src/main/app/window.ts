import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Log } from '../../service/log.ts';
import { errorFields } from '../../service/error-fields.ts';
import { appPage } from './origin.ts';
import { securePreferences } from './security.ts';
import { placeOnScreens, readWindowState, smallestSize, writeWindowState } from './window-state.ts';

/** What is painted before the page is; the page's own background, so that nothing flashes. */
const backgrounds = { light: '#ffffff', dark: '#141417' } as const;

const mostReloads = 3;

export interface WindowOptions {
  readonly stateFolder: string;
  readonly preload: string;
  readonly icon: string;
  /** Shown as soon as it has painted; otherwise it waits for somebody to show it. */
  readonly show: boolean;
  readonly log: Log;
}

/** Opens the window and starts loading its page; it remembers its place and size. */
export function openWindow({ stateFolder, preload, icon, show, log }: WindowOptions): BrowserWindow {
  const stateFile = join(stateFolder, 'window-state.json');
  const state = readWindowState(stateFile);
  const window = new BrowserWindow({
    ...placeOnScreens(
      state,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    show: false,
    title: 'Countersign',
    icon,
    backgroundColor: themeBackground(),
    autoHideMenuBar: true,
    webPreferences: securePreferences(preload),
  });
  window.once('ready-to-show', () => {
    if (state?.maximized === true) window.maximize();
    if (show) window.show();
  });
  window.on('close', () =>
    writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  reloadAfterCrash(window, log);
  void window.loadURL(appPage).catch((error: unknown) => {
    if (!window.isDestroyed()) log.error('The page could not be loaded', errorFields(error));
  });
  return window;
}

export function themeBackground(): string {
  return nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light;
}

/** Brings the window to the front, wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** The page holds no state of value, so a renderer that died is simply started again, but not for ever. */
function reloadAfterCrash(window: BrowserWindow, log: Log): void {
  let crashes = 0;
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return;
    crashes += 1;
    log.error('The page ended', { reason: details.reason, exitCode: details.exitCode });
    if (crashes <= mostReloads) window.webContents.reload();
  });
}
