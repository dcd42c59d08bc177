import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  defaultSize,
  placeOnScreens,
  readWindowState,
  writeWindowState,
  type WindowState,
} from '../../../src/main/app/window-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-window-'));
afterAll(() => rmSync(folder, { recursive: true }));

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const state: WindowState = { bounds: { x: 100, y: 50, width: 1200, height: 800 }, maximized: true };

test('the window stands again where it was closed', () => {
  const file = join(folder, 'state.json');
  writeWindowState(file, state);
  expect(readWindowState(file)).toEqual(state);
  expect(placeOnScreens(state, [screen])).toEqual(state.bounds);
});

test('the first time, it has its own size and the system chooses the place', () => {
  expect(readWindowState(join(folder, 'none.json'))).toBeNull();
  expect(placeOnScreens(null, [screen])).toEqual(defaultSize);
});

test('a window whose screen is gone keeps its size and comes back in sight', () => {
  const away = { ...state, bounds: { ...state.bounds, x: 4000 } };
  expect(placeOnScreens(away, [screen])).toEqual({ width: 1200, height: 800 });
  expect(placeOnScreens(away, [screen, { ...screen, x: 3840 }])).toEqual(away.bounds);
});

test('a window that got too small is made usable', () => {
  const tiny = { ...state, bounds: { x: 0, y: 0, width: 90, height: 90 } };
  expect(placeOnScreens(tiny, [screen])).toMatchObject({ width: 400 });
});

test.each(['', 'null', '{}', '{"bounds":null,"maximized":true}', '{"bounds":{"x":"1"},"maximized":true}'])(
  'a file that says %j is no place',
  (text) => {
    const file = join(folder, 'damaged.json');
    writeFileSync(file, text);
    expect(readWindowState(file)).toBeNull();
  },
);
