import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/service/log.ts';
import { defaultSettings, openSettings } from '../../../src/main/settings/settings.ts';
import { temporaryFolder } from '../../support/account.ts';

test('without a file the defaults apply', () => {
  using folder = temporaryFolder();
  const settings = openSettings(join(folder.path, 'settings.json'), async () => {}, silentLog);
  expect(settings.current()).toEqual(defaultSettings);
});

test('a change is written before it is told, and what was not named stays', async () => {
  using folder = temporaryFolder();
  const order: string[] = [];
  const settings = openSettings(
    join(folder.path, 'settings.json'),
    async (written) => void order.push(`written ${written.colorScheme}`),
    silentLog,
  );
  settings.onChange(({ colorScheme }) => void order.push(`told ${colorScheme}`));
  await settings.change({ colorScheme: 'dark', closeToTray: undefined });
  expect(order).toEqual(['written dark', 'told dark']);
  expect(settings.current()).toEqual({ ...defaultSettings, colorScheme: 'dark' });
});

test('a file of an older version gets the defaults for what it does not know', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'settings.json');
  writeFileSync(file, '{"colorScheme":"light"}');
  const settings = openSettings(file, async () => {}, silentLog);
  expect(settings.current()).toEqual({ ...defaultSettings, colorScheme: 'light' });
});

test.each(['{', '[]x', '{"colorScheme":"pink"}'])(
  'a file that says %j is set aside and said in the log',
  (text) => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'settings.json');
    writeFileSync(file, text);
    const warn = vi.fn<() => void>();
    const settings = openSettings(file, async () => {}, { ...silentLog, warn });
    expect(settings.current()).toEqual(defaultSettings);
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text);
    expect(warn).toHaveBeenCalledOnce();
  },
);
