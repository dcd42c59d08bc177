import type { Page } from 'playwright/test';
import type { Json, JsonObject } from '../../src/shared/json.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { median, printTable } from '../support/print.ts';

/**
 * A form of 200 fields in the real window, against a bare form of the same inputs in the same window: how long it takes to open
 * once forms have been opened before, to scroll to its end, and how long from a key to the frame that shows it.
 */
const fields = 200;
const openings = 7;
const keys = 120;
/** Milliseconds between two keys of a fast typist. */
const pause = 70;
const goals = { open: 150, key: 16 };
/** As many as are seen at first; the rest is drawn while one looks. */
const seen = 16;

/** A bare form draws these; the schema asks for the same. */
const kinds = [
  'text',
  'text',
  'text',
  'number',
  'select',
  'checkbox',
  'text',
  'date',
  'text',
  'textarea',
] as const;

const schema: JsonObject = {
  type: 'object',
  required: ['field0', 'field3'],
  properties: Object.fromEntries(
    Array.from({ length: fields }, (_field, index) => [`field${index}`, property(index)]),
  ),
};

function property(index: number): JsonObject {
  const title = `Field ${index + 1}`;
  switch (kinds[index % kinds.length]) {
    case 'number':
      return { title, type: 'number', minimum: 0 };
    case 'select':
      return { title, enum: ['one', 'two', 'three'] };
    case 'checkbox':
      return { title, type: 'boolean' };
    case 'date':
      return { title, type: 'string', format: 'date' };
    case 'textarea':
      return { title, type: 'string', maxLength: 4_000 };
    default:
      return { title, type: 'string', maxLength: 100 };
  }
}

await using running = await launchApp();
const { window } = running;
await startTasks(running, openings + 1);
const opened: { own: number; whole: number; end: number; bare: number }[] = [];
for (let opening = 0; opening <= openings; opening += 1) {
  const own = await openForm(window, opening);
  const end = await window.evaluate(scrollToEnd);
  const bare = await window.evaluate(openBare, [fields, [...kinds]] as const);
  if (opening > 0) opened.push({ ...own, end, bare });
}
const ownKeys = await typing(window, '[data-form] input[type="text"]');
await window.evaluate(openBare, [fields, [...kinds], true] as const);
const bareKeys = await typing(window, '#bare input[type="text"]');
print();

async function startTasks({ api }: RunningApp, count: number): Promise<void> {
  const ask: Json = { mode: 'form', prompt: 'Two hundred fields', schema };
  const document = { dsl: '1.0.3', namespace: 'bench', name: 'form', version: '1.0.0' };
  await api.workflows.add({ source: JSON.stringify({ document, do: [{ fill: { ask } }] }) });
  for (let index = 0; index < count; index += 1) {
    await api.processes.start({ workflow: 'bench/form@1.0.0', input: {} });
  }
  await window
    .getByRole('listbox', { name: 'Tasks' })
    .getByRole('option')
    .nth(count - 1)
    .waitFor();
}

/** From the press on its row to the frame with the fields that are seen, and to the one with the last. @returns milliseconds */
async function openForm(page: Page, row: number): Promise<{ own: number; whole: number }> {
  await page.evaluate(
    ([at, first, all]) => {
      const times = globalThis as { own?: number | undefined; whole?: number | undefined };
      times.own = undefined;
      times.whole = undefined;
      const before = document.querySelector('[data-form]');
      const from = performance.now();
      const note = (which: 'own' | 'whole') =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', () => (times[which] = performance.now() - from));
          port1.start();
          port2.postMessage(null);
        });
      let isSeen = false;
      const observer = new MutationObserver(() => {
        const form = document.querySelector('[data-form]');
        const drawn = form?.querySelectorAll('input, select, textarea').length ?? 0;
        if (form === before) return;
        if (!isSeen && drawn >= first) {
          isSeen = true;
          note('own');
        }
        if (drawn >= all) {
          observer.disconnect();
          note('whole');
        }
      });
      observer.observe(document.body, { childList: true, subtree: true });
      document.querySelectorAll<HTMLElement>('[role="option"]')[at]?.click();
    },
    [row, seen, fields] as const,
  );
  const measured = await page.waitForFunction(() => {
    const { own, whole } = globalThis as { own?: number; whole?: number };
    return own === undefined || whole === undefined ? false : { own, whole };
  });
  return (await measured.jsonValue()) as { own: number; whole: number };
}

/** Runs in the page: fields that were never seen are laid out only now. @returns milliseconds to the frame with the last one */
function scrollToEnd(): Promise<number> {
  const from = performance.now();
  [...document.querySelectorAll('[data-form] :is(input, select, textarea)')].at(-1)?.scrollIntoView();
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => resolve(performance.now() - from));
      port1.start();
      port2.postMessage(null);
    });
  });
}

/** Runs in the page: the same inputs without anything around them. @returns milliseconds to their frame */
function openBare([count, inputs, stays = false]: readonly [
  number,
  readonly string[],
  boolean?,
]): Promise<number> {
  const from = performance.now();
  const form = document.createElement('form');
  form.id = 'bare';
  form.style.cssText = 'position:fixed;inset:0;overflow:auto;background:#fff;z-index:9';
  for (let index = 0; index < count; index += 1) {
    const kind = inputs[index % inputs.length] ?? 'text';
    const isOther = kind === 'select' || kind === 'textarea';
    const input = document.createElement(isOther ? kind : 'input');
    if (input instanceof HTMLInputElement) input.type = kind;
    if (input instanceof HTMLSelectElement)
      for (const name of ['one', 'two', 'three']) input.add(new Option(name));
    const label = document.createElement('label');
    label.append(`Field ${index + 1}`, input);
    form.append(label);
  }
  document.body.append(form);
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => {
        const took = performance.now() - from;
        if (!stays) form.remove();
        resolve(took);
      });
      port1.start();
      port2.postMessage(null);
    });
  });
}

/** @returns for each key, milliseconds to the end of the frame that shows it */
async function typing(page: Page, selector: string): Promise<number[]> {
  await page.locator(selector).nth(60).click();
  await page.evaluate(listenForKeys);
  for (let key = 0; key < keys; key += 1) {
    await page.keyboard.press('abcdefgh '[key % 9] ?? 'a');
    await page.waitForTimeout(pause);
  }
  return page.evaluate(() => (globalThis as unknown as { keys: number[] }).keys);
}

/** Runs in the page. */
function listenForKeys(): void {
  const keys: number[] = [];
  (globalThis as unknown as { keys: number[] }).keys = keys;
  globalThis.addEventListener(
    'keydown',
    ({ timeStamp }) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => keys.push(performance.now() - timeStamp));
        port1.start();
        port2.postMessage(null);
      }),
    true,
  );
}

function print(): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  printTable(
    ['opening', 'form seen', 'all there', 'to its end', 'bare form', 'ratio', 'ratio'],
    opened.map(({ own, whole, end, bare }, index) => [
      String(index + 1),
      ms(own),
      ms(whole),
      ms(end),
      ms(bare),
      (own / bare).toFixed(1),
      (whole / bare).toFixed(1),
    ]),
  );
  const p95 = (values: readonly number[]) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
  printTable(
    ['a key', 'p50', 'p95'],
    [
      ['form', ms(median(ownKeys)), ms(p95(ownKeys))],
      ['bare form', ms(median(bareKeys)), ms(p95(bareKeys))],
      ['ratio', (median(ownKeys) / median(bareKeys)).toFixed(2), (p95(ownKeys) / p95(bareKeys)).toFixed(2)],
    ],
  );
  const open = median(opened.map(({ whole }) => whole));
  const key = p95(ownKeys);
  const verdict = (value: number, goal: number) => (value <= goal ? 'met' : 'missed');
  console.log(
    `A form of ${fields} fields is there in ${ms(open)} (goal ≤ ${goals.open} ms: ${verdict(open, goals.open)})`,
  );
  console.log(`What is seen of it at first is there in ${ms(median(opened.map(({ own }) => own)))}`);
  console.log(`A key is shown in ${ms(key)} p95 (goal ≤ ${goals.key} ms: ${verdict(key, goals.key)})`);
}
