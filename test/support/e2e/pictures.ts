import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from 'playwright/test';
import { projectFolder, type RunningApp } from '../app.ts';
import { announcement } from './window.ts';

const folder = join(projectFolder, 'test-results', 'screens');

/** Takes a picture of the window as it stands; `npm run screens` takes it over into the documentation. */
export async function picture(window: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  // What is said about the step before goes by itself; what is fading in would be caught half-way.
  await expect(announcement(window)).toHaveCount(0);
  await window.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
  });
  const png = await window.screenshot({ path: join(folder, `${name}.png`), caret: 'initial' });
  expect(png.byteLength).toBeGreaterThan(5000);
}

/** Light, dark, and in a window 400 px wide; for settings that follow the system. */
export async function picturesOf(running: RunningApp, name: string): Promise<void> {
  const { window } = running;
  await resize(running, 1360, 860);
  for (const colorScheme of ['dark', 'light'] as const) {
    await window.emulateMedia({ colorScheme });
    await expect(window.locator(`html[data-mantine-color-scheme="${colorScheme}"]`)).toBeAttached();
    await picture(window, `${name}-${colorScheme}`);
  }
  await resize(running, 400, 800);
  await picture(window, `${name}-400px`);
  await resize(running, 1360, 860);
}

export async function resize({ app, window }: RunningApp, width: number, height: number): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
    [width, height] as const,
  );
  await expect.poll(() => window.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
}
