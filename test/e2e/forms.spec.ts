import { correction } from '../support/e2e/nested.ts';
import { endedProcess, start } from '../support/e2e/processes.ts';
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
  await expect(page.getByText('Is required.')).toHaveCount(3);
  await expect(page.getByRole('textbox', { name: 'Amount in EUR' })).toBeFocused();

  await page.getByRole('textbox', { name: 'Amount in EUR' }).fill('980.25');
  await kind.selectOption('Water');
  await page.getByLabel('Happened on').fill('2026-11-18');
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
