import type { Page } from 'playwright/test';
import type { Json, JsonObject } from '../../src/shared/json.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { median, printTable } from '../support/print.ts';

/**
 * A form of 200 fields in the real window, against a bare form of the same inputs in the same window: how long it takes to open
 * once forms have been opened before, and how long from a key to the frame that shows it.
 */
const fields = 200;
const openings = 7;
const keys = 120;
/** Milliseconds between two keys of a fast typist. */
const pause = 70;
const goals = { open: 150, key: 16 };

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
const opened: { own: number; bare: number }[] = [];
for (let opening = 0; opening <= openings; opening += 1) {
  const own = await openForm(window, opening);
  const bare = await window.evaluate(openBare, [fields, [...kinds]] as const);
  if (opening > 0) opened.push({ own, bare });
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

/** From the press on its row to the frame with its last field. @returns milliseconds */
async function openForm(page: Page, row: number): Promise<number> {
  await page.evaluate(
    ([at, count]) => {
      const option = document.querySelectorAll<HTMLElement>('[role="option"]')[at];
      const before = document.querySelector('[data-form]');
      const from = performance.now();
      const look = () => {
        const form = document.querySelector('[data-form]');
        const drawn = form?.querySelectorAll('input, select, textarea').length ?? 0;
        if (form === before || drawn < count) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', () => {
            (globalThis as { opened?: number }).opened = performance.now() - from;
          });
          port1.start();
          port2.postMessage(null);
        });
      };
      const observer = new MutationObserver(look);
      (globalThis as { opened?: number | undefined }).opened = undefined;
      observer.observe(document.body, { childList: true, subtree: true });
      option?.click();
    },
    [row, fields] as const,
  );
  const measured = await page.waitForFunction(() => (globalThis as { opened?: number }).opened ?? false);
  return Number(await measured.jsonValue());
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

interface Keys {
  /** Milliseconds that the page is busy with a key: its event, everything drawn because of it, layout and paint. */
  readonly busy: readonly number[];
  /** Milliseconds from the key to the end of the frame that shows it; waits for the screen's own beat. */
  readonly shown: readonly number[];
}

async function typing(page: Page, selector: string): Promise<Keys> {
  await page.locator(selector).nth(60).click();
  await page.evaluate(listenForKeys);
  for (let key = 0; key < keys; key += 1) {
    await page.keyboard.press('abcdefgh '[key % 9] ?? 'a');
    await page.waitForTimeout(pause);
  }
  return page.evaluate(() => (globalThis as unknown as { keys: Keys }).keys);
}

/** Runs in the page. */
function listenForKeys(): void {
  const measured = { busy: [] as number[], shown: [] as number[] };
  (globalThis as unknown as { keys: Keys }).keys = measured;
  globalThis.addEventListener(
    'keydown',
    (event) => {
      const from = performance.now();
      let handled = from;
      // The text is in the field, and React has drawn it, when the task after the events runs.
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => (handled = performance.now()), { once: true });
      port1.start();
      globalThis.addEventListener('input', () => port2.postMessage(null), { once: true });
      requestAnimationFrame(() => {
        const frame = performance.now();
        const after = new MessageChannel();
        after.port1.addEventListener('message', () => {
          const end = performance.now();
          measured.busy.push(handled - from + (end - frame));
          measured.shown.push(end - event.timeStamp);
        });
        after.port1.start();
        after.port2.postMessage(null);
      });
    },
    true,
  );
}

function print(): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  printTable(
    ['opening', 'form', 'bare form', 'ratio'],
    opened.map(({ own, bare }, index) => [String(index + 1), ms(own), ms(bare), (own / bare).toFixed(1)]),
  );
  const p95 = (values: readonly number[]) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
  printTable(
    ['a key', 'form p50', 'form p95', 'bare p50', 'bare p95', 'ratio of p95'],
    (['busy', 'shown'] as const).map((what) => [
      what,
      ms(median(ownKeys[what])),
      ms(p95(ownKeys[what])),
      ms(median(bareKeys[what])),
      ms(p95(bareKeys[what])),
      (p95(ownKeys[what]) / p95(bareKeys[what])).toFixed(2),
    ]),
  );
  const open = median(opened.map(({ own }) => own));
  const key = p95(ownKeys.busy);
  const verdict = (value: number, goal: number) => (value <= goal ? 'met' : 'missed');
  console.log(`${fields} fields open in ${ms(open)} (goal ≤ ${goals.open} ms: ${verdict(open, goals.open)})`);
  console.log(
    `A key keeps the page busy for ${ms(key)} p95 (goal ≤ ${goals.key} ms: ${verdict(key, goals.key)})`,
  );
}
