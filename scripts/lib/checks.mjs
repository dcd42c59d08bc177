/** What `npm run doctor` looks at. Each check says what it found and, if something lacks, what that means and what to do. */

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { aptLine } from './debian.mjs';
import { dependenciesAreCurrent } from './dependencies.mjs';
import { hasDisplay, hasSessionBus } from './desktop-session.mjs';
import { missingPackages, packagesFor } from './packages.mjs';
import { cacheDir, root } from './paths.mjs';
import { findProgram, read } from './run.mjs';
import { readRuntimeIfAny } from './runtime.mjs';
import { serverFindings } from './server-checks.mjs';
import { addonKind, addonVersion, sqliteVersionIn } from './sqlite-addon.mjs';

/**
 * @typedef {object} Finding
 * @property {string} name
 * @property {'good' | 'limited' | 'missing'} state limited: the app starts, but something does not work
 * @property {string} found
 * @property {string} [means] what the lack means
 * @property {string} [todo] what to do about it
 */

const setUp = 'run: node scripts/setup.mjs start';

/** @returns {Promise<Finding[]>} */
export async function findings() {
  /** @type {(Finding | undefined)[]} */
  const all = [
    node(),
    npmVersion(),
    dependencies(),
    runtime(),
    sqlite(),
    sandbox(),
    systemPackages(),
    display(),
    sessionBus(),
    notifications(),
    keystore(),
    ...serverFindings(process.env),
    { name: 'Data folder', state: 'good', found: await dataFolder() },
    { name: 'Cache folder', state: 'good', found: cacheDir() },
  ];
  return all.filter((finding) => finding !== undefined);
}

/** @returns {Finding} */
function node() {
  const found = `${process.versions.node} (${process.execPath})`;
  if (Number(process.versions.node.split('.')[0]) >= 20) return { name: 'Node', state: 'good', found };
  return {
    name: 'Node',
    state: 'missing',
    found,
    means: 'Set-up needs Node 20 or newer.',
    todo: 'install a current Node from https://nodejs.org',
  };
}

/** @returns {Finding} */
function npmVersion() {
  // npm says who it is to the scripts it runs: "npm/11.19.1 node/v24…".
  const version =
    /npm\/(\S+)/.exec(process.env.npm_config_user_agent ?? '')?.[1] ?? read('npm', ['--version']);
  if (version) return { name: 'npm', state: 'good', found: version };
  return {
    name: 'npm',
    state: 'missing',
    found: 'not on PATH',
    means: 'Packages cannot be installed.',
    todo: 'install npm (it comes with Node from https://nodejs.org)',
  };
}

/** @returns {Finding} */
function dependencies() {
  if (dependenciesAreCurrent())
    return { name: 'npm packages', state: 'good', found: 'as package-lock.json says' };
  const found = existsSync(join(root, 'node_modules')) ? 'not as package-lock.json says' : 'not installed';
  return { name: 'npm packages', state: 'missing', found, means: 'The app cannot be built.', todo: setUp };
}

/** @returns {Finding} */
function runtime() {
  const chosen = readRuntimeIfAny();
  if (chosen && existsSync(chosen.executable)) {
    const found = `Electron ${chosen.electronVersion} (${chosen.kind}; Chromium ${chosen.chromeVersion}, Node ${chosen.nodeVersion}), ${chosen.executable}`;
    if (chosen.kind !== 'fallback') return { name: 'Runtime', state: 'good', found };
    return {
      name: 'Runtime',
      state: 'limited',
      found,
      means: `An older Electron stands in for ${chosen.pinned}: fine for development, without its security updates.`,
      todo: 'where github.com (or ELECTRON_MIRROR) answers, run: COUNTERSIGN_RUNTIME=official npm start',
    };
  }
  const found = chosen ? `${chosen.executable} is gone` : 'none chosen yet';
  return {
    name: 'Runtime',
    state: 'missing',
    found,
    means: 'There is nothing to run the app with.',
    todo: setUp,
  };
}

/** @returns {Finding} */
function sqlite() {
  const name = 'SQLite';
  if (!existsSync(join(root, 'node_modules', 'better-sqlite3'))) {
    return { name, state: 'missing', found: 'not installed', means: 'Nothing can be stored.', todo: setUp };
  }
  const addon = `better-sqlite3 ${addonVersion()}, ${addonKind()} binary`;
  const executable = readRuntimeIfAny()?.executable;
  const version = executable ? sqliteVersionIn(executable) : undefined;
  if (version) return { name, state: 'good', found: `${version} (${addon}), loads in the runtime` };
  return {
    name,
    state: 'missing',
    found: `${addon}, does not load in the runtime`,
    means: 'Nothing can be stored: the app will not start.',
    todo: `delete node_modules/better-sqlite3/build, then ${setUp}`,
  };
}

/** @returns {Finding | undefined} */
function sandbox() {
  if (process.platform !== 'linux') return undefined;
  const name = 'Sandbox';
  if (process.getuid?.() === 0) {
    return {
      name,
      state: 'limited',
      found: 'off, because you are root',
      means: "Chromium's sandbox does not work for root, so pages are less confined.",
      todo: 'run the app as a normal user',
    };
  }
  const restricted =
    kernelSetting('kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    kernelSetting('kernel/unprivileged_userns_clone') === '0';
  if (!restricted) return { name, state: 'good', found: 'on' };
  return {
    name,
    state: 'limited',
    found: 'this kernel restricts user namespaces',
    means: 'Chromium may refuse to start, because it cannot set its sandbox up.',
    todo: 'if it does, run: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu) or kernel.unprivileged_userns_clone=1 (older Debian)',
  };
}

/** @returns {Finding | undefined} */
function systemPackages() {
  if (process.platform !== 'linux') return undefined;
  const name = 'System packages';
  const has = { display: hasDisplay(), bus: hasSessionBus() };
  const forStart = missingPackages(packagesFor('start', has)).map((item) => item.name);
  if (forStart.length > 0) {
    return {
      name,
      state: 'missing',
      found: `without ${forStart.join(', ')}`,
      means: 'The window cannot be shown.',
      todo: `run: ${aptLine(forStart)}`,
    };
  }
  const forTest = missingPackages(packagesFor('test', has)).map((item) => item.name);
  if (forTest.length === 0) return { name, state: 'good', found: 'all there' };
  return {
    name,
    state: 'limited',
    found: `without ${forTest.join(', ')}`,
    means: 'npm start works, npm test does not.',
    todo: `run: ${aptLine(forTest)}`,
  };
}

/** @returns {Finding} */
function display() {
  if (process.platform !== 'linux') return { name: 'Display', state: 'good', found: 'the desktop' };
  const found = process.env.WAYLAND_DISPLAY ?? process.env.DISPLAY;
  if (found) return { name: 'Display', state: 'good', found };
  return {
    name: 'Display',
    state: 'limited',
    found: 'none',
    means: 'The window opens on a virtual display (Xvfb), where nobody sees it.',
    todo: 'use a graphical session, or save what the window shows: npm start -- --screenshot window.png',
  };
}

/** @returns {Finding | undefined} */
function sessionBus() {
  if (process.platform !== 'linux') return undefined;
  const name = 'Session bus';
  if (!hasSessionBus()) {
    return {
      name,
      state: 'limited',
      found: 'none',
      means: 'npm start brings a bus of its own, but no notifications, tray or keyring are on it.',
      todo: 'use a graphical session, or run: dbus-run-session -- npm start',
    };
  }
  if (busNames() !== undefined)
    return { name, state: 'good', found: process.env.DBUS_SESSION_BUS_ADDRESS ?? '' };
  return {
    name,
    state: 'limited',
    found: `${process.env.DBUS_SESSION_BUS_ADDRESS} does not answer`,
    means: 'No notifications, tray or keyring.',
    todo: findProgram('dbus-send')
      ? 'log in again, or run: dbus-run-session -- npm start'
      : `run: ${aptLine(['dbus-bin'])}`,
  };
}

/** @returns {Finding} */
function notifications() {
  return onBus('Notifications', 'org.freedesktop.Notifications', {
    lacks: 'no notification server on the session bus',
    means: 'Nothing pops up when a task waits; the inbox and its count still show it.',
    todo: 'start one, for example dunst, mako or xfce4-notifyd (a desktop such as GNOME or KDE brings its own)',
  });
}

/** @returns {Finding} */
function keystore() {
  return onBus('Keystore', 'org.freedesktop.secrets', {
    lacks: 'no secret service on the session bus',
    means: 'Secrets cannot be kept safely, so Countersign does not keep any.',
    todo: 'start one, for example gnome-keyring or KeePassXC with its secret service on',
  });
}

/**
 * @param {string} name
 * @param {string} service
 * @param {{ lacks: string, means: string, todo: string }} lack
 * @returns {Finding}
 */
function onBus(name, service, { lacks, means, todo }) {
  if (process.platform !== 'linux') return { name, state: 'good', found: 'that of the system' };
  if (busNames()?.includes(service)) return { name, state: 'good', found: service };
  return { name, state: 'limited', found: lacks, means, todo };
}

/** @returns {string[] | undefined} services that run on the session bus or start when asked; undefined without an answer */
function busNames() {
  if (!hasSessionBus()) return undefined;
  const to = ['--session', '--print-reply=literal', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'];
  const answers = ['ListNames', 'ListActivatableNames'].map((method) =>
    read('dbus-send', [...to, `org.freedesktop.DBus.${method}`], { timeout: 3000 }),
  );
  return answers.some((answer) => answer === undefined) ? undefined : answers.join(' ').split(/\s+/);
}

/** @returns {Promise<string>} as the app computes it, where this Node can read its sources */
async function dataFolder() {
  try {
    const source = '../../src/local/data-folder.ts';
    const app = await import(source);
    return app.dataFolder({ env: process.env, platform: process.platform, homedir: homedir() });
  } catch {
    return 'known once set-up has run';
  }
}

/** @param {string} path below /proc/sys */
function kernelSetting(path) {
  try {
    return readFileSync(join('/proc/sys', path), 'utf8').trim();
  } catch {
    return undefined;
  }
}
