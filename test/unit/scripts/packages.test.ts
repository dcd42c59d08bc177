import { expect, test } from 'vitest';
import { aptLine } from '../../../scripts/lib/debian.mjs';
import { missingPackages, packagesFor } from '../../../scripts/lib/packages.mjs';

const nothing = { display: false, bus: false };
const desktop = { display: true, bus: true };
const namesFor = (...question: Parameters<typeof packagesFor>) =>
  packagesFor(...question).map(({ name }) => name);

test('a machine without a display needs a virtual one to start the app, a desktop does not', () => {
  expect(namesFor('start', nothing)).toEqual(expect.arrayContaining(['xvfb', 'dbus', 'libgtk-3-0']));
  expect(namesFor('start', desktop)).toContain('libgtk-3-0');
  expect(namesFor('start', desktop)).not.toContain('xvfb');
});

test('tests need a display and a bus of their own even on a desktop', () => {
  expect(namesFor('test', desktop)).toEqual(expect.arrayContaining(['xvfb', 'dbus', 'strace']));
});

test('starting the app needs nothing that only tests use, and building needs nothing', () => {
  expect(namesFor('start', nothing)).not.toContain('strace');
  expect(namesFor('build', nothing)).toEqual([]);
});

test('only what is missing is asked for', () => {
  const wanted = [
    { name: 'xvfb', program: 'Xvfb' },
    { name: 'unzip', program: 'unzip' },
  ];
  expect(missingPackages(wanted, ({ name }) => name === 'unzip')).toEqual([wanted[0]]);
});

test('the line to type installs the packages and no more', () => {
  expect(aptLine(['xvfb', 'dbus'])).toBe(
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends xvfb dbus',
  );
});
