import { expect, test } from 'vitest';
import { lacksOnlyOptionalPackages, lockfilesAgree } from '../../../scripts/lib/dependencies.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.0.0' },
  'node_modules/other-platform': { version: '1.0.0', optional: true },
};

test('packages installed by hand count when every version agrees; those of other platforms may be absent', () => {
  expect(lockfilesAgree(wanted, { 'node_modules/zod': { version: '4.0.0' } })).toBe(true);
});

test('another version or a missing package means that an installation is needed', () => {
  expect(lockfilesAgree(wanted, { 'node_modules/zod': { version: '4.0.1' } })).toBe(false);
  expect(lockfilesAgree(wanted, {})).toBe(false);
});

test('a lockfile without binaries of other platforms is not out of date, any other disagreement is', () => {
  const missing = 'npm error Missing: @some/binding-win32-x64@ from lock file\n';
  expect(lacksOnlyOptionalPackages(missing)).toBe(true);
  expect(lacksOnlyOptionalPackages(`${missing}npm error Missing: zod@4.0.0 from lock file\n`)).toBe(false);
  expect(
    lacksOnlyOptionalPackages(
      `${missing}npm error Invalid: lock file's zod@3.0.0 does not satisfy zod@4.0.0\n`,
    ),
  ).toBe(false);
  expect(lacksOnlyOptionalPackages('npm error network')).toBe(false);
});
