import { expect, type Page } from 'playwright/test';

/**
 * Stops the page's timers, so that it does not read again what has changed before its own answer is on the way: the moment
 * between two answers, held as long as the test needs it.
 */
export async function stopTime(window: Page) {
  await window.clock.install();
  const start = await window.evaluate(() => Date.now());
  await window.clock.pauseAt(start + 1000);
  return {
    async passUntil(isSo: () => Promise<boolean>): Promise<void> {
      await expect
        .poll(async () => {
          await window.clock.runFor(1);
          return isSo();
        })
        .toBe(true);
    },
    goOn: () => window.clock.resume(),
  };
}
