import { correction } from '../support/e2e/nested.ts';
import { endedProcess, start } from '../support/e2e/processes.ts';
import type { JsonObject } from '../../src/shared/json.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, go, rows, taskPage } from '../support/e2e/window.ts';

test('[H39 H50 I19 I20 I21 I23 I24 I25 I26 I27 I28 I29 I30 K32] an ask for an object is a form, and its answer the object', async ({
  running,
}) => {
  const { window } = running;
  await start(running, correction);
  await rows(window).first().click();
  const page = taskPage(window);
  const send = answerBar(window).getByRole('button', { name: 'Send answer' });
  await expect(page.getByRole('textbox', { name: 'Claimant' })).toHaveValue('R. Okafor');
  await expect(page.getByRole('checkbox', { name: 'Urgent' })).toBeChecked();

  await page.getByRole('textbox', { name: 'Amount in EUR' }).fill('-4');
  await send.click();
  const kind = page.getByRole('combobox', { name: 'Kind of damage' });
  await expect(kind).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('textbox', { name: 'Amount in EUR' })).toBeFocused();
  const summary = page.getByRole('alert').filter({ hasText: '4 fields need another look' });
  await expect(summary.getByText('Is required.')).toHaveCount(3);
  await summary.getByRole('button', { name: 'City' }).click();
  await expect(page.getByRole('textbox', { name: 'City' })).toBeFocused();

  await page.getByRole('textbox', { name: 'Amount in EUR' }).fill('980.25');
  await kind.selectOption('Water');
  await page.getByRole('textbox', { name: 'Happened on' }).fill('2026-11-18');
  await page.getByRole('textbox', { name: 'City' }).fill('Lisbon');
  await page.getByRole('textbox', { name: 'What happened' }).fill('A pipe burst.\nIn the night.');
  await page.getByRole('checkbox', { name: 'Cellar' }).check();
  await page.getByRole('checkbox', { name: 'Hall' }).check();
  await page.getByRole('button', { name: 'Add to Item' }).click();
  await expect(
    page.getByRole('group', { name: 'Item 2' }).getByRole('textbox', { name: 'What' }),
  ).toBeFocused();
  await window.keyboard.type('Desk');
  await go(window, 'Processes');
  await go(window, 'Inbox');
  await rows(window).first().click();
  await expect(page.getByRole('textbox', { name: 'City' })).toHaveValue('Lisbon');
  await send.click();
  const { output } = await endedProcess(running);
  expect(output).toMatchObject({
    value: {
      claimant: 'R. Okafor',
      amount: 980.25,
      kind: 'Water',
      happened: '2026-11-18',
      urgent: true,
      account: 'A pipe burst.\nIn the night.',
      rooms: ['Hall', 'Cellar'],
      address: { city: 'Lisbon' },
      items: [{ what: 'Laptop', count: 1 }, { what: 'Desk' }],
    },
  });
  await go(window, 'Done');
  await rows(window).first().click();
  await expect(page.getByRole('region', { name: 'Answer', exact: true })).toContainText('Lisbon');
});

test('[H58 I28] an object from the command line is held against the same schema', async ({ running }) => {
  await start(running, correction);
  await expect(rows(running.window)).toHaveCount(1);
  const [row] = (await running.api.humanTasks.list({})).humanTasks;
  const refused = await running.cli('answer', row?.taskAsstId ?? '', '--value', '{"claimant":"X"}');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('/value/kind');
  const value = JSON.stringify({
    claimant: 'R. Okafor',
    amount: 1,
    kind: 'Fire',
    happened: '2026-11-18',
    address: { city: 'Oslo' },
  });
  expect((await running.cli('answer', row?.taskAsstId ?? '', '--value', value)).code).toBe(0);
  expect((await endedProcess(running)).output).toMatchObject({ value: { kind: 'Fire' } });
});

const form = (schema: JsonObject, more: JsonObject = {}) => ({
  do: [{ fill: { ask: { mode: 'form', prompt: 'Please fill this in', schema, ...more } } }],
});

test('[I28 H39] plain Enter sends nothing; Ctrl+Enter sends what was typed a moment ago', async ({
  running,
}) => {
  const { window } = running;
  await start(running, form({ type: 'object', properties: { name: { type: 'string', title: 'Name' } } }));
  await rows(window).first().click();
  await taskPage(window).getByRole('textbox', { name: 'Name' }).click();
  await window.keyboard.type('Ada');
  await window.keyboard.press('Enter');
  await expect(answerBar(window)).toBeVisible();
  await window.keyboard.type(' L.');
  await window.keyboard.press('ControlOrMeta+Enter');
  expect((await endedProcess(running)).output).toMatchObject({ value: { name: 'Ada L.' } });
});

test('[H39] what was changed of the work is told before it is sent', async ({ running }) => {
  const { window } = running;
  await start(running, correction);
  await rows(window).first().click();
  const changes = taskPage(window).getByRole('region', { name: 'What you have changed' });
  await expect(changes).toContainText('Nothing is changed yet');
  await taskPage(window).getByRole('textbox', { name: 'Claimant' }).fill('R. Okafor-Silva');
  await taskPage(window).getByRole('textbox', { name: 'What', exact: true }).fill('Notebook');
  await expect(changes).toContainText('2 changes');
  await expect(changes.getByText('R. Okafor', { exact: true })).toBeVisible();
  await expect(changes.getByText('Item 1 › What')).toBeVisible();
});

test('[I21 I22 I23] numbers are typed into their masks, and dates picked from a calendar by keyboard', async ({
  running,
}) => {
  const { window } = running;
  const schema = {
    type: 'object',
    required: ['price', 'share', 'phone', 'on'],
    properties: {
      price: { type: 'number', title: 'Price' },
      share: { type: 'number', title: 'Share' },
      phone: { type: 'string', title: 'Phone' },
      on: { type: 'string', format: 'date', title: 'On', default: '2026-11-18' },
    },
  };
  const uiSchema = {
    price: { 'ui:options': { mask: 'currency', currency: 'USD' } },
    share: { 'ui:options': { mask: 'percent' } },
    phone: { 'ui:options': { mask: 'phone' } },
  };
  await start(running, form(schema, { uiSchema }));
  await rows(window).first().click();
  const page = taskPage(window);
  await page.getByRole('textbox', { name: 'Price' }).pressSequentially('1234567.5');
  await expect(page.getByRole('textbox', { name: 'Price' })).toHaveValue('$1,234,567.5');
  await page.getByRole('textbox', { name: 'Share' }).pressSequentially('12.5');
  await expect(page.getByRole('textbox', { name: 'Share' })).toHaveValue('12.5 %');
  await page.getByRole('textbox', { name: 'Phone' }).pressSequentially('+4930123456');
  await expect(page.getByRole('textbox', { name: 'Phone' })).toHaveValue('+49 301 234 56');
  await page.getByRole('button', { name: 'Pick a date for On' }).focus();
  await window.keyboard.press('Enter');
  await window
    .getByRole('dialog')
    .getByRole('button', { name: /November 18/ })
    .focus();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'On', exact: true })).toHaveValue('11/25/2026');
  await window.keyboard.press('ControlOrMeta+Enter');
  expect((await endedProcess(running)).output).toMatchObject({
    value: { price: 1234567.5, share: 12.5, phone: '+49 301 234 56', on: '2026-11-25' },
  });
});

test('[H39] items are added, moved and taken away by keyboard, and the focus stays with them', async ({
  running,
}) => {
  const { window } = running;
  const schema = {
    type: 'object',
    properties: { tags: { type: 'array', title: 'Tag', items: { type: 'string' } } },
  };
  await start(running, form(schema, { default: { tags: ['one', 'two', 'three'] } }));
  await rows(window).first().click();
  const page = taskPage(window);
  await page.getByRole('button', { name: 'Move Tag 3 up' }).focus();
  await window.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Move Tag 2 up' })).toBeFocused();
  await page.getByRole('button', { name: 'Remove Tag 1' }).focus();
  await window.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Tag 1' })).toHaveValue('three');
  await expect(page.getByRole('button', { name: 'Remove Tag 1' })).toBeFocused();
  await window.keyboard.press('ControlOrMeta+Enter');
  expect((await endedProcess(running)).output).toMatchObject({ value: { tags: ['three', 'two'] } });
});

test('[I27 I28] a field that is left empty says so, and stops saying so as it is filled', async ({
  running,
}) => {
  const { window } = running;
  const properties = {
    mail: { type: 'string', format: 'email', title: 'E-mail' },
    note: { type: 'string', title: 'Note' },
  };
  await start(running, form({ type: 'object', required: ['mail'], properties }));
  await rows(window).first().click();
  const mail = taskPage(window).getByRole('textbox', { name: 'E-mail' });
  await expect(mail).toHaveAttribute('aria-required', 'true');
  await mail.focus();
  await window.keyboard.press('Tab');
  await expect(mail).toHaveAccessibleDescription(/Is required/);
  await mail.fill('not an address');
  await expect(mail).toHaveAccessibleDescription(/e-mail address/);
  await mail.fill('ada@example.org');
  await expect(mail).not.toHaveAttribute('aria-invalid', 'true');
});
