/** The npm packages: installed when they are not what package-lock.json says. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, stateDir } from './paths.mjs';
import { during, Failure, say } from './print.mjs';
import { npm } from './run.mjs';

const stamp = join(stateDir, 'installed');

/** @returns {boolean} whether node_modules is what was last installed from the present package-lock.json */
export function dependenciesAreCurrent() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
}

/** Installs the npm packages, unless someone has done so by hand. */
export async function ensureDependencies() {
  if (dependenciesAreCurrent()) return;
  if (!installedByHand()) await install();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint());
}

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} Locked
 *
 * @param {Record<string, Locked>} wanted the packages of package-lock.json
 * @param {Record<string, Locked>} installed the packages of node_modules/.package-lock.json
 * @returns {boolean} whether what is installed is what is wanted; packages for other platforms may be absent
 */
export function lockfilesAgree(wanted, installed) {
  const paths = Object.keys(wanted).filter((path) => path !== '');
  return paths.every((path) => {
    const there = installed[path];
    if (!there) return wanted[path]?.optional === true || wanted[path]?.devOptional === true;
    return there.version === wanted[path]?.version;
  });
}

function installedByHand() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const installed = JSON.parse(
      readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8'),
    ).packages;
    return lockfilesAgree(wanted, installed);
  } catch {
    return false;
  }
}

async function install() {
  say(
    existsSync(join(root, 'node_modules'))
      ? 'The npm packages have changed.'
      : 'The npm packages are missing.',
  );
  // Whatever NODE_ENV says: the app is built here, so the build tools are needed.
  const flags = ['--include=dev', '--no-fund', '--no-audit', '--loglevel=error'];
  let result = await during('Installing them with npm ci', () => npm(['ci', ...flags], { quiet: true }));
  if (result.code !== 0 && lacksOnlyOptionalPackages(result.output)) {
    say('package-lock.json does not name optional packages of other platforms, which npm ci insists on.');
    result = await during('Installing what it names with npm install', () =>
      npm(['install', '--no-save', ...flags], { quiet: true }),
    );
  }
  if (result.code === 0) return;
  console.error(result.output.trim());
  throw new Failure(
    'The npm packages could not be installed (the words of npm are above).',
    'check that the npm registry answers (npm ping) and that package-lock.json fits package.json (npm install mends it), then try again',
  );
}

/**
 * A lockfile written where the registry does not serve the binaries of all platforms leaves those out that it could not
 * get. That is harmless, but `npm ci` takes it for a lockfile that is out of date.
 *
 * @param {string} output of a failed npm ci
 * @returns {boolean}
 */
export function lacksOnlyOptionalPackages(output) {
  const complaints = output.match(/(Missing|Invalid): .*/g) ?? [];
  return complaints.length > 0 && complaints.every((line) => /^Missing: \S+@ from lock file/.test(line));
}

function fingerprint() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { dependencies, devDependencies, optionalDependencies, overrides, allowScripts } = manifest;
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(JSON.stringify({ dependencies, devDependencies, optionalDependencies, overrides, allowScripts }))
    .digest('hex');
}
