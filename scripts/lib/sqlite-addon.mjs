/**
 * The SQLite addon. Its prebuilt binary needs Node-API 10; a runtime with an older Node inside crashes on it. For such a
 * runtime the addon is compiled from its own source against what that runtime has; the result also loads in newer ones.
 */

import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensurePackages } from './debian.mjs';
import { compilePackages } from './packages.mjs';
import { cacheDir, root, stateDir } from './paths.mjs';
import { during, Failure, say } from './print.mjs';
import { read, run } from './run.mjs';

const home = join(root, 'node_modules', 'better-sqlite3');
/** Where better-sqlite3 looks before it takes its prebuilt binary. */
const placed = join(home, 'build', 'Release', 'better_sqlite3.node');
const prebuiltNeeds = 10;
/** To be raised with every change of how the addon is compiled. */
const recipe = 1;

/** @returns {string} the version of better-sqlite3 that is installed */
export function addonVersion() {
  return JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).version;
}

/** @returns {'compiled' | 'prebuilt'} which binary better-sqlite3 loads */
export function addonKind() {
  return existsSync(placed) ? 'compiled' : 'prebuilt';
}

/**
 * @param {import('./runtime.mjs').Runtime} runtime
 * @returns {boolean} whether the binary that this runtime needs is in place
 */
export function addonInPlace(runtime) {
  return runtime.nodeApi >= prebuiltNeeds || existsSync(placed);
}

/**
 * Puts the right binary in place: compiles it, unless it is in the cache.
 *
 * @param {import('./runtime.mjs').Runtime} runtime
 */
export async function ensureAddon(runtime) {
  if (addonInPlace(runtime)) return;
  const cached = join(
    cacheDir(),
    `better-sqlite3-${addonVersion()}-r${recipe}-${process.platform}-${process.arch}.node`,
  );
  if (!existsSync(cached)) await compile(cached);
  copyAtomically(cached, placed);
  verify(runtime, cached);
  say(`SQLite: better-sqlite3 ${addonVersion()}, compiled for Node ${runtime.nodeVersion}.`);
}

/**
 * @param {string} executable a Node, or an Electron that runs as Node
 * @returns {string | undefined} the version of SQLite inside, undefined when the addon does not load there
 */
export function sqliteVersionIn(executable) {
  const script =
    "new (require('better-sqlite3'))(':memory:').prepare('select sqlite_version()').pluck().get()";
  return read(executable, ['-p', script], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
}

/** @param {string} target */
async function compile(target) {
  await ensurePackages(compilePackages, 'to compile the SQLite addon');
  // Inside node_modules, so that the build finds the headers of node-addon-api.
  const workshop = join(stateDir, 'build', 'better-sqlite3');
  rmSync(workshop, { recursive: true, force: true });
  cpSync(home, workshop, { recursive: true });
  const gyp = join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const headers = headersFolder();
  const args = [
    'rebuild',
    '--release',
    '--force_build=1',
    '--jobs=max',
    ...(headers ? [`--nodedir=${headers}`] : []),
  ];
  const env = { ...process.env, CXXFLAGS: '-UNAPI_VERSION -DNAPI_EXPERIMENTAL' };
  const { code, output } = await during('Compiling the SQLite addon (a minute or two, only this once)', () =>
    run(process.execPath, [gyp, ...args], { cwd: workshop, env, quiet: true }),
  );
  const made = join(workshop, 'build', 'Release', 'better_sqlite3.node');
  if (code !== 0 || !existsSync(made)) {
    console.error(output.trim().split('\n').slice(-30).join('\n'));
    throw new Failure(
      'The SQLite addon could not be compiled (the end of the log is above).',
      headers
        ? 'check that g++ understands C++20 (version 10 or newer) and that the disk has 500 MB free, then try again'
        : "install Node's headers (on Debian: the nodejs package of NodeSource, or libnode-dev), then try again",
    );
  }
  copyAtomically(made, target);
  rmSync(workshop, { recursive: true, force: true });
}

/**
 * A binary that does not load is of no use to anyone: it is taken out of the way before the failure is told.
 *
 * @param {import('./runtime.mjs').Runtime} runtime
 * @param {string} cached
 */
function verify(runtime, cached) {
  for (const executable of [process.execPath, runtime.executable]) {
    if (sqliteVersionIn(executable)) continue;
    rmSync(placed, { force: true });
    rmSync(cached, { force: true });
    throw new Failure(
      `The compiled SQLite addon does not load in ${executable}.`,
      'try again: it will be compiled anew',
    );
  }
}

/** @returns {string | undefined} a folder whose include/node has the headers of a Node on this machine */
function headersFolder() {
  const nodes = [process.execPath, ...nodesOnPath()];
  const folders = [
    process.env.npm_config_nodedir,
    ...nodes.map((node) => dirname(dirname(node))),
    '/usr',
    '/usr/local',
  ];
  return folders.find((folder) => folder && existsSync(join(folder, 'include', 'node', 'node_api.h')));
}

function nodesOnPath() {
  // The first one may be npm's copy of Node without headers; the system's comes later on PATH.
  const withoutModules = (process.env.PATH ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules'));
  return withoutModules.map((folder) => join(folder, 'node')).filter((file) => existsSync(file));
}

/**
 * @param {string} from
 * @param {string} to
 */
function copyAtomically(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  const draft = `${to}.${process.pid}`;
  copyFileSync(from, draft);
  renameSync(draft, to);
}
