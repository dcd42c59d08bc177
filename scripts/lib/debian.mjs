/** Installs Debian packages, or says how to. */

import { findProgram, read, run } from './run.mjs';
import { during, Failure, say } from './print.mjs';
import { missingPackages } from './packages.mjs';

/**
 * Makes sure that system packages are there. As root on Debian (and what derives from it) installs what is missing;
 * otherwise fails with the line to type.
 *
 * @param {import('./packages.mjs').SystemPackage[]} wanted
 * @param {string} purpose what they are for, as in "to show a window"
 */
export async function ensurePackages(wanted, purpose) {
  if (process.platform !== 'linux') return;
  const missing = missingPackages(wanted);
  if (missing.length === 0) return;
  const what = `Missing ${purpose}: ${missing.map(nameWithFile).join(', ')}.`;
  if (!findProgram('apt-get')) {
    throw new Failure(
      what,
      'install these with the package manager of your system (Debian names are shown).',
    );
  }
  const names = missing.map((item) => installableName(item.name));
  if (process.getuid?.() !== 0) throw new Failure(what, `run: ${aptLine(names)}`);
  say(what);
  await during(`Installing ${names.join(' ')} with apt-get`, () => install(names));
  const still = missingPackages(missing);
  if (still.length > 0) {
    throw new Failure(
      `apt-get ended well, but ${still.map(nameWithFile).join(', ')} is still missing.`,
      'install it by hand.',
    );
  }
}

/**
 * @param {string[]} names
 * @returns {string} what a user who is not root types to install packages
 */
export function aptLine(names) {
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`;
}

/** @param {string[]} names */
async function install(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  // A stale package list is a warning, not an end: what it names may still be there.
  const update = await run('apt-get', [...wait, 'update', '-q'], { env, quiet: true });
  const result = await run('apt-get', [...wait, 'install', '-y', '-q', '--no-install-recommends', ...names], {
    env,
    quiet: true,
  });
  if (result.code === 0) return;
  console.error([update.code === 0 ? '' : update.output, result.output].join('\n').trim());
  throw new Failure(
    'apt-get could not install the packages (its words are above).',
    `mend that, then run: ${aptLine(names)}`,
  );
}

/**
 * Newer Debian and Ubuntu renamed libraries for 64-bit time.
 *
 * @param {string} name
 */
function installableName(name) {
  const renamed = `${name}t64`;
  return name.startsWith('lib') && read('apt-cache', ['show', '--no-all-versions', renamed]) ? renamed : name;
}

/** @param {import('./packages.mjs').SystemPackage} item */
function nameWithFile(item) {
  return `${item.name} (${item.program ?? item.library ?? item.font})`;
}
