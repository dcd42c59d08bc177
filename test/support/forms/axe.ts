import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright/test';

// Injected through the debugger: the page's own policy, rightly, lets no script in.
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds serious about the form that is shown. */
export async function seriousViolations(window: Page): Promise<string[]> {
  await window.evaluate(axe);
  await window.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))),
  );
  const { violations, passes } = await window.evaluate(() =>
    (window as unknown as { axe: { run(where: string): Promise<AxeResults> } }).axe.run('[data-form]'),
  );
  if (passes.length === 0) throw new Error('axe has looked at nothing');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
