import Sqlite from 'better-sqlite3';
import type { Locator, Page } from 'playwright/test';
import { dataPaths } from '../../src/local/data-folder.ts';
import { startEveryWait, startSilentService } from '../support/e2e/every-wait.ts';
import { nightly, orders } from '../support/e2e/nested.ts';
import { start, waitingTask } from '../support/e2e/processes.ts';
import type { RunningApp } from '../support/app.ts';
import { expect, test } from '../support/e2e/test.ts';
import { announcement, answerBar, go, processPage, taskPage, titleOf } from '../support/e2e/window.ts';

function timeline(window: Page): Locator {
  return processPage(window).getByRole('region', { name: 'Timeline' });
}

/** The line of the timeline that is called so. */
function line(window: Page, title: string): Locator {
  return timeline(window).getByRole('listitem').filter({ hasText: title });
}

async function openProcess(window: Page, title: string): Promise<void> {
  await go(window, 'Processes');
  await window.getByRole('option').filter({ hasText: title }).click();
  await expect(titleOf(processPage(window))).toHaveText(title);
}

async function statusOf({ api }: RunningApp, processId: string): Promise<string> {
  return (await api.processes.get({ processId })).statusCode;
}

const asking = {
  document: { title: 'Ask twice' },
  do: [
    { first: { ask: { mode: 'confirm', prompt: 'Is it open?' } } },
    { second: { ask: { mode: 'confirm', prompt: 'Is it closed?' } } },
  ],
};

test('[W13 W16 W17 W19 W37 W40 O22 O28 K38] each wait says why, since when and what ends it', async ({
  running,
}) => {
  const { window } = running;
  await using service = await startSilentService();
  const processId = await startEveryWait(running, service);
  await expect.poll(() => service.calls()).toBe(1);
  await openProcess(window, 'Ship the order');
  const waits = {
    'Review the order': /Waits for you since .* until answered, at the latest .* \(in \d days\)/,
    'Let it cool down': /Waits for its time since .* until .* \(in \d hours\)/,
    'Book the carrier': /Will be tried again \(attempt 2\) since .* next .*The carrier is closed/,
    'Hear of the payment': /Waits for an event since .* until it arrives.*com\.example\.paid/,
    'Have it packed': /Waits for the process test\/packing@1\.0\.0 since .* until it ends/,
    'Look into the stock': /Runs GET http:.*\/stock since .* until it answers/,
  };
  for (const [title, words] of Object.entries(waits)) await expect(line(window, title)).toContainText(words);
  for (const time of await line(window, 'Let it cool down').locator('time').all())
    await expect(time).toHaveAttribute('title', /\d{4}/);

  const { stdout } = await running.cli('process', 'show', processId);
  for (const words of [
    'waits for ',
    'waits until',
    'tries again at',
    'waits for an event: ',
    'waits for the process test/packing',
    'runs GET http',
  ])
    expect(stdout).toContain(words);
});

test('[W11 W38 K38] a process that waits for another leads there and back, and goes on when that has ended', async ({
  running,
}) => {
  const { window, api } = running;
  await using service = await startSilentService();
  await startEveryWait(running, service);
  await openProcess(window, 'Ship the order');
  await line(window, 'Have it packed').getByRole('button', { name: 'test/packing@1.0.0' }).click();
  await expect(titleOf(processPage(window))).toHaveText('Packing');
  await expect(processPage(window)).toContainText('by another process');
  await processPage(window).getByRole('button', { name: 'Open the task' }).click();
  await expect(titleOf(taskPage(window))).toHaveText('Is it packed?');
  await answerBar(window).getByRole('button', { name: 'Yes' }).click();
  await expect.poll(async () => (await api.processes.list({ only: 'ended' })).total).toBe(1);
  await openProcess(window, 'Packing');
  await processPage(window).getByRole('button', { name: 'Part of Ship the order' }).click();
  await expect(titleOf(processPage(window))).toHaveText('Ship the order');
  await expect(line(window, 'Have it packed')).toContainText('Done');
  await line(window, 'Have it packed').getByRole('button', { name: 'Show process' }).click();
  await expect(titleOf(processPage(window))).toHaveText('Packing');
});

test('[W32 W33 W34 O40] a cancelled process ends with what it started, its asks are withdrawn, the reason stays', async ({
  running,
}) => {
  const { window, api } = running;
  await using service = await startSilentService();
  const processId = await startEveryWait(running, service);
  await expect.poll(async () => (await api.humanTasks.list({})).total).toBe(2);
  await openProcess(window, 'Ship the order');
  await window.keyboard.press('x');
  const question = processPage(window).getByRole('textbox', { name: 'Reason' });
  await expect(question).toBeFocused();
  await processPage(window).getByRole('button', { name: 'Keep it' }).click();
  expect(await statusOf(running, processId)).toBe('W');

  await processPage(window).getByRole('button', { name: 'Cancel…' }).click();
  await question.fill('The customer has withdrawn it');
  await window.keyboard.press('Control+Enter');
  await expect(announcement(window)).toContainText('Cancelled · Ship the order');
  await expect(processPage(window).getByText('The process was cancelled', { exact: true })).toBeVisible();
  await expect(processPage(window)).toContainText('“The customer has withdrawn it”');
  await expect(line(window, 'Let it cool down')).toContainText('Cancelled');
  await expect(processPage(window).getByRole('button', { name: 'Suspend' })).toHaveCount(0);
  await expect.poll(async () => (await api.humanTasks.list({})).total).toBe(0);
  expect((await api.processes.list({})).processes.map(({ statusCode }) => statusCode)).toEqual(['X', 'X']);
  const shown = await running.cli('process', 'show', processId);
  expect(shown.stdout).toContain('The customer has withdrawn it');
  expect((await running.cli('process', 'suspend', processId)).stderr).toContain('PROCESS_ENDED');
});

test('a suspended process stands still, keeps the answers it gets, and goes on where it was', async ({
  running,
}) => {
  const { window } = running;
  const processId = await start(running, asking);
  const { taskAsstId } = await waitingTask(running);
  await openProcess(window, 'Ask twice');
  await window.keyboard.press('s');
  await expect(processPage(window).getByText('The process is suspended')).toBeVisible();
  await expect(window.getByRole('option').filter({ hasText: 'Ask twice' })).toContainText('Suspended');
  expect((await running.cli('answer', taskAsstId, '--value', 'Yes')).code).toBe(0);
  await expect(line(window, 'Is it open?')).toContainText('Done');
  await expect(line(window, 'Is it closed?')).toHaveCount(0);
  await processPage(window).getByRole('button', { name: 'Resume' }).click();
  await expect(line(window, 'Is it closed?')).toContainText('Waits for you');
  await expect(processPage(window).getByText('The process is suspended')).toBeHidden();

  expect((await running.cli('process', 'suspend', processId)).stdout).toContain('Suspended: Ask twice');
  await expect(processPage(window).getByText('The process is suspended')).toBeVisible();
  expect((await running.cli('process', 'resume', processId)).stdout).toContain('Resumed: Ask twice');
  await expect(processPage(window).getByText('The process is suspended')).toBeHidden();
});

test('[H104 O35] a process that could not go on says why, and goes on at once when it is told to try', async ({
  folder,
  launch,
}) => {
  const before = await launch();
  await start(before, asking);
  const { taskAsstId } = await waitingTask(before);
  await before.close();
  const { database } = dataPaths(folder);
  const readable = changeSources(database, 'do: nothing');

  const running = await launch();
  const { window } = running;
  await openProcess(window, 'Ask twice');
  await running.cli('answer', taskAsstId, '--value', 'Yes');
  const notice = processPage(window).getByText('An answer is saved, but the process could not go on');
  await expect(notice).toBeVisible();
  await expect(processPage(window)).toContainText('Tried once');
  await window.keyboard.press('t');
  await expect(processPage(window)).toContainText('Tried 2 times');
  changeSources(database, readable);
  await processPage(window).getByRole('button', { name: 'Try now' }).click();
  await expect(line(window, 'Is it closed?')).toContainText('Waits for you');
  await expect(notice).toBeHidden();
});

/** Puts a text in the place of every workflow's. @returns the one that was there */
function changeSources(database: string, source: string): string {
  const db = new Sqlite(database);
  const before = db.prepare('SELECT source FROM workflow').pluck().get() as string;
  db.prepare('UPDATE workflow SET source = ?').run(source);
  db.close();
  return before;
}

test('[W10 W43] a loop of hundreds of rounds is one line with counts until one opens it', async ({
  running,
}) => {
  const { window } = running;
  const processId = await start(running, nightly, orders(300));
  await expect.poll(() => statusOf(running, processId), { timeout: 40_000 }).toBe('W');
  await openProcess(window, 'Nightly clean-up');
  const loop = line(window, 'Go through the orders');
  await expect(loop).toContainText('300 iterations');
  await expect(timeline(window).getByRole('listitem')).toHaveCount(6);
  await timeline(window).getByRole('button', { name: 'Show 300 iterations' }).click();
  await line(window, 'Iteration 4').getByRole('button').click();
  await expect(line(window, 'Check A-4')).toContainText('Done');
  await expect(line(window, 'Mark it for a person')).toContainText('Done');
  // Hundreds of lines, of which only those in sight exist.
  expect(await timeline(window).getByRole('listitem').count()).toBeLessThan(100);
  await processPage(window)
    .locator('[data-scrolls]')
    .evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(line(window, 'Is everything in its place?')).toBeVisible();
  await timeline(window).getByRole('button', { name: 'Is everything in its place?' }).click();
  await expect(titleOf(taskPage(window))).toHaveText('Is everything in its place?');
});

test('a process of ten thousand tasks opens at once, and its timeline stays short of elements', async ({
  running,
}) => {
  const { window } = running;
  const processId = await start(running, {
    document: { title: 'Count' },
    do: [
      {
        each: {
          for: { each: 'n', in: '[range(5000)]' },
          do: [{ a: { set: { n: 1 } } }, { b: { set: { n: 2 } } }],
        },
      },
      { last: { ask: { mode: 'confirm', prompt: 'Is it enough?' } } },
    ],
  });
  await expect.poll(() => statusOf(running, processId), { timeout: 40_000 }).toBe('W');
  await openProcess(window, 'Count');
  await expect(line(window, 'Is it enough?')).toContainText('Waits for you');
  await timeline(window).getByRole('button', { name: 'Show 5000 iterations' }).click();
  await expect(timeline(window).getByRole('listitem').first()).toHaveAttribute('aria-setsize', '5002');
  expect(await timeline(window).getByRole('listitem').count()).toBeLessThan(100);
  const scrolls = processPage(window).locator('[data-scrolls]');
  await scrolls.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
  await expect(
    timeline(window)
      .getByText(/^Iteration 2[4-6]\d\d$/)
      .first(),
  ).toBeVisible();
});

test('[K25] an event from outside moves the process that listens for it', async ({ running }) => {
  const { window } = running;
  const processId = await start(running, {
    document: { title: 'Hear of it' },
    do: [
      { paid: { listen: { to: { one: { with: { type: 'com.example.paid' } } } } } },
      { thank: { set: { amount: '${ .[0].amount }' } } },
    ],
  });
  await openProcess(window, 'Hear of it');
  await expect(line(window, 'Paid')).toContainText('com.example.paid');
  const other = await running.cli('events', 'publish', '{"type":"com.example.refunded","data":{"amount":1}}');
  expect(other.stdout).toContain('Published com.example.refunded');
  await expect(line(window, 'Paid')).toContainText('Waiting');
  const event = '{"type":"com.example.paid","id":"p-1","source":"urn:shop","data":{"amount":48}}';
  await running.cli('events', 'publish', event);
  await expect(processPage(window).getByRole('region', { name: 'Output' })).toContainText('48');
  expect((await running.cli('events', 'publish', event)).stdout).toContain('was received before');
  expect(await statusOf(running, processId)).toBe('C');
});

test('[W8] what a process publishes for people is on its page', async ({ running }) => {
  const { window } = running;
  await start(running, {
    document: { title: 'Report' },
    do: [
      publish('text', { view: 'Board', title: 'In words', format: 'markdown', content: 'All **well**.' }),
      publish('rows', {
        view: 'Board',
        title: 'In numbers',
        format: 'table',
        content: [{ city: 'Oslo', sold: 1200 }],
      }),
    ],
  });
  await openProcess(window, 'Report');
  await expect(processPage(window).getByRole('article', { name: 'In words' })).toContainText('All well.');
  await expect(processPage(window).getByRole('cell', { name: '1,200' })).toBeVisible();
});

function publish(name: string, publication: Record<string, unknown>) {
  return { [name]: { call: 'publish', with: publication } } as never;
}
