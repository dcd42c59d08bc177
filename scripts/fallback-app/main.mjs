/**
 * Stands in for Electron's default app, which the fallback runtime lacks: `electron [switches] <app> [arguments]` runs
 * <app>, a folder with a package.json or a script. The command line stays as it was typed, as the default app leaves it.
 *
 * An ES module on purpose: Electron holds `ready` back until its top level has settled, so an app can still do what must
 * be done before `ready`.
 */

import { app } from 'electron';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * What Electron has for its own default app only, and so leaves out of its types.
 *
 * @typedef {{ setVersion(version: string): void, setAppPath(path: string): void }} DefaultAppPowers
 */
const powers = /** @type {DefaultAppPowers} */ (/** @type {unknown} */ (app));

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));

if (given) await runApp(resolve(given));
else fail('Usage: electron [switches] <folder or script of the app> [arguments]');

/** @param {string} path */
async function runApp(path) {
  if (!existsSync(path)) return fail(`There is no app at ${path}`);
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
  await import(pathToFileURL(statSync(path).isDirectory() ? prepare(path) : script(path)).href);
}

/**
 * Takes over the identity that the app's package.json gives it.
 *
 * @param {string} folder
 * @returns {string} the file to run
 */
function prepare(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const name = manifest.productName ?? manifest.name;
  if (manifest.version) powers.setVersion(manifest.version);
  if (name) {
    app.setName(name);
    app.setPath('userData', join(app.getPath('appData'), name));
    app.setPath('sessionData', join(app.getPath('appData'), name));
  }
  app.setDesktopName(manifest.desktopName ?? `${app.name}.desktop`);
  powers.setAppPath(folder);
  return join(folder, manifest.main ?? 'index.js');
}

/** @param {string} path */
function script(path) {
  powers.setAppPath(dirname(path));
  return path;
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  app.exit(1);
}
