import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rememberedColorScheme } from '../../../src/main/settings/color-scheme.ts';
import { temporaryFolder } from '../../support/account.ts';

test.each([
  ['{"colorScheme":"dark","notifications":"all"}', 'dark'],
  ['{"colorScheme":"light"}', 'light'],
  ['{"colorScheme":"mauve"}', 'system'],
  ['{"notifications":"all"}', 'system'],
  ['null', 'system'],
  ['not JSON', 'system'],
])('the first frame of %s is %s', (text, scheme) => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'settings.json');
  writeFileSync(file, text);
  expect(rememberedColorScheme(file)).toBe(scheme);
});

test('the first frame of a first start follows the system', () => {
  expect(rememberedColorScheme('/nowhere/settings.json')).toBe('system');
});
