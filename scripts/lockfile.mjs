/**
 * `npm run lockfile`: names the binaries of other platforms that npm left out of package-lock.json.
 *
 * npm writes an optional package into the lockfile only when the registry it asks has it. A registry that serves the
 * binaries of one platform therefore yields a lockfile that `npm ci` refuses, there and everywhere else. Run this after
 * every `npm install` that changed a dependency.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib/paths.mjs';

/**
 * @typedef {{ version?: string, dev?: boolean, license?: string, engines?: object, optional?: boolean, os?: string[],
 *   cpu?: string[], libc?: string[], optionalDependencies?: Record<string, string> }} Locked
 */

const systems = /android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32/;
const processors = /arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64/;

/**
 * @param {Record<string, Locked>} packages of a lockfile
 * @returns {Record<string, Locked>} the same with an entry for every optional dependency that is named by an exact version
 *   and a platform; an entry for another platform is never downloaded
 */
export function completeLockfile(packages) {
  /** @type {Record<string, Locked>} */
  const complete = { ...packages };
  for (const [path, parent] of Object.entries(packages)) {
    if (path === '') continue;
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (isThere(packages, path, name)) continue;
      const entry = platformEntry(name, version, parent);
      if (entry) complete[`node_modules/${name}`] = entry;
    }
  }
  return Object.fromEntries(Object.entries(complete).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * @param {string} name
 * @param {string} version
 * @param {Locked} parent
 * @returns {Locked | null}
 */
function platformEntry(name, version, parent) {
  const os = systems.exec(name)?.[0];
  const cpu = processors.exec(name)?.[0];
  if (!os || !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version)) return null;
  const libc = name.endsWith('-musl') ? ['musl'] : name.endsWith('-gnu') ? ['glibc'] : null;
  return {
    version,
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(parent.dev ? { dev: true } : {}),
    ...(libc ? { libc } : {}),
    ...(parent.license ? { license: parent.license } : {}),
    optional: true,
    os: [os],
    ...(parent.engines ? { engines: parent.engines } : {}),
  };
}

/**
 * Node's own way up: beside the parent, then in each enclosing node_modules.
 *
 * @param {Record<string, Locked>} packages
 * @param {string} path
 * @param {string} name
 */
function isThere(packages, path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const packages = completeLockfile(lock.packages);
  const added = Object.keys(packages).length - Object.keys(lock.packages).length;
  writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
  console.log(`package-lock.json names ${added} more packages of other platforms.`);
}
