import { mkdirSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';
import { dataFolder, dataPaths } from '../local/data-folder.ts';
import { systemClock, systemTimers } from '../shared/system-clock.ts';
import { registerAppScheme } from './app/app-protocol.ts';
import { parseArguments } from './app/arguments.ts';
import { cannotStart, createCrashReporter } from './app/crash.ts';
import { deepLinkAmong } from './app/deep-link.ts';
import { systemDialogs } from './app/dialogs.ts';
import { logFile, openFileLog } from './app/file-log.ts';
import { errorFields } from '../service/error-fields.ts';
import { iconsIn } from './app/icons.ts';
import { isFirst } from './app/lifecycle.ts';
import { setNoMenuYet } from './app/menu.ts';
import { runApp } from './app/run-app.ts';

// Only wires: what the command line and the machine say goes into the parts. Loads nothing that the window can do without.

const given = parseArguments(process.argv.slice(1));
const folder = dataFolder({
  flag: given.dataDir,
  env: process.env,
  platform: process.platform,
  homedir: homedir(),
});
const paths = dataPaths(folder);
const link = deepLinkAmong(given.rest);

// Before `ready`: where Chromium keeps its things, who is first, what `app://` is, that every renderer is sandboxed.
mkdirSync(paths.window, { recursive: true, mode: 0o700 });
app.setPath('userData', paths.window);
// By itself it follows userData, unless somebody has set it: the fallback runtime's loader has, to a folder of its own.
app.setPath('sessionData', paths.window);
registerAppScheme();
setNoMenuYet();
// Root on Linux can only run with --no-sandbox, which this call would take back for the processes that need it.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
if (!isFirst(given.rest)) app.exit(0);

const log = openFileLog(paths.logs);
const report = createCrashReporter({
  dialogs: systemDialogs,
  log,
  logFile: logFile(paths.logs),
  restart: () => {
    app.relaunch();
    app.quit();
  },
  quit: () => app.quit(),
});
process.on('uncaughtException', (error) => void report(error));
process.on('unhandledRejection', (reason) => void report(reason));

const built = import.meta.dirname;
const resources = join(app.getAppPath(), 'resources');
const viteServer = process.env['ELECTRON_RENDERER_URL'];

runApp({
  paths,
  pageFolder: join(built, '../renderer'),
  preload: join(built, '../preload/index.cjs'),
  jqWorkerUrl: pathToFileURL(join(built, 'jq-worker.js')),
  scriptWorkerUrl: pathToFileURL(join(built, 'script-worker.js')),
  samplesFolder: join(resources, 'samples'),
  icons: iconsIn(resources, process.platform),
  userName: userInfo().username,
  deviceName: hostname(),
  developmentServer: app.isPackaged || viteServer === undefined ? null : new URL(viteServer),
  hidden: given.hidden,
  screenshot: given.screenshot ?? null,
  link,
  clock: systemClock,
  timers: systemTimers,
  log,
}).catch(async (error: unknown) => {
  if (!app.isReady()) await app.whenReady();
  await explainFailedStart(error);
  app.exit(1);
});

/** The store says what is wrong in words for a person; everything else that stops a start is unexpected. */
async function explainFailedStart(error: unknown): Promise<void> {
  log.error('The app could not start', errorFields(error));
  const isStoreError = error instanceof Error && error.name === 'StoreError';
  const reason = isStoreError ? error.message : 'Something failed that Countersign did not expect.';
  process.stderr.write(`${reason}\n`);
  await systemDialogs.ask(cannotStart(reason, folder, logFile(paths.logs)));
}
