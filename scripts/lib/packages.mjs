/**
 * What the operating system must have. Looks for the files themselves, not for package records: that is quick, and right
 * on every distribution.
 */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './run.mjs';

/**
 * @typedef {object} SystemPackage
 * @property {string} name the Debian package
 * @property {string} [program] a program it brings
 * @property {string} [library] a shared library it brings
 * @property {string} [font] a folder of fonts it brings
 */

/** What Electron's window needs. */
export const windowPackages = /** @type {SystemPackage[]} */ ([
  { name: 'libgtk-3-0', library: 'libgtk-3.so.0' },
  { name: 'libnss3', library: 'libnss3.so' },
  { name: 'libasound2', library: 'libasound.so.2' },
  { name: 'libgbm1', library: 'libgbm.so.1' },
  { name: 'libxss1', library: 'libXss.so.1' },
  { name: 'libnotify4', library: 'libnotify.so.4' },
  { name: 'libatk-bridge2.0-0', library: 'libatk-bridge-2.0.so.0' },
  { name: 'libdrm2', library: 'libdrm.so.2' },
]);

/** What a machine without a screen and session bus needs besides. */
export const headlessPackages = /** @type {SystemPackage[]} */ ([
  { name: 'xvfb', program: 'Xvfb' },
  { name: 'at-spi2-core', program: '/usr/libexec/at-spi-bus-launcher' },
  { name: 'fonts-dejavu-core', font: 'dejavu' },
]);

/** What a session bus of our own needs. */
export const busPackages = /** @type {SystemPackage[]} */ ([{ name: 'dbus', program: 'dbus-daemon' }]);

/** What unpacking the fallback runtime needs. */
export const unpackPackages = /** @type {SystemPackage[]} */ ([{ name: 'unzip', program: 'unzip' }]);

/** What compiling the SQLite addon needs. */
export const compilePackages = /** @type {SystemPackage[]} */ ([
  { name: 'g++', program: 'g++' },
  { name: 'make', program: 'make' },
  { name: 'python3', program: 'python3' },
]);

/** What only tests need: a client of the session bus, and a tracer that makes system calls fail. */
export const testPackages = /** @type {SystemPackage[]} */ ([
  { name: 'libglib2.0-bin', program: 'gdbus' },
  { name: 'strace', program: 'strace' },
]);

/**
 * @param {SystemPackage[]} wanted
 * @param {(item: SystemPackage) => boolean} [has]
 * @returns {SystemPackage[]} those this machine lacks
 */
export function missingPackages(wanted, has = isPresent) {
  return wanted.filter((item) => !has(item));
}

/**
 * The packages that a purpose needs on Linux.
 *
 * @param {'start' | 'test' | 'build' | 'server'} purpose
 * @param {{ display: boolean, bus: boolean }} has what the machine already offers
 * @returns {SystemPackage[]}
 */
export function packagesFor(purpose, has) {
  if (purpose === 'build' || purpose === 'server') return [];
  // Tests bring their own display and bus, so that a developer's desktop cannot change what they see.
  const own = purpose === 'test';
  return [
    ...windowPackages,
    ...(own || !has.display ? headlessPackages : []),
    ...(own || !has.bus ? busPackages : []),
    ...(own ? testPackages : []),
  ];
}

/** @param {SystemPackage} item */
function isPresent(item) {
  if (item.program?.startsWith('/')) return existsSync(item.program);
  if (item.program) return findProgram(item.program) !== undefined;
  if (item.font) return fontFolders().some((folder) => folder.includes(item.font ?? ''));
  return libraryFolders.some((folder) => existsSync(join(folder, item.library ?? '')));
}

const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
const libraryFolders = [`/usr/lib/${triplet}`, `/lib/${triplet}`, '/usr/lib64', '/usr/lib', '/lib64'];

function fontFolders() {
  const fonts = '/usr/share/fonts';
  if (!existsSync(fonts)) return [];
  return readdirSync(fonts, { recursive: true }).map((entry) => String(entry).toLowerCase());
}
