import { violations } from '../support/e2e/axe.ts';
import { start, waitingTask } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { announcement, answerBar, go, rows, taskPage } from '../support/e2e/window.ts';

test('[I31 I32] what was entered is saved by itself and by a key, and is there again after a restart', async ({
  launch,
}) => {
  const form = {
    document: { namespace: 'claims', name: 'say' },
    do: [{ say: { metadata: { title: 'What happened?' }, ask: { prompt: 'In your words.' } } }],
  };
  let asked: string;
  {
    const running = await launch();
    const { window, api } = running;
    await start(running, form);
    asked = (await waitingTask(running)).taskAsstId;
    await go(window, 'Inbox');
    await rows(window).first().click();
    const field = answerBar(window).getByRole('textbox', { name: 'Answer' });
    await field.fill('It fell');
    await expect
      .poll(async () => (await api.drafts.get({ taskAsstId: asked })).draft?.data.value)
      .toBe('It fell');
    await field.fill('It fell from the table');
    await window.keyboard.press('Control+s');
    await expect(announcement(window)).toHaveText('Progress saved · What happened?');
    await expect(answerBar(window).getByText(/^Saved /)).toBeVisible();
    await running.close();
  }
  const running = await launch();
  const { window } = running;
  await go(window, 'Inbox');
  // This window has not seen the task yet: the account knows.
  await expect(rows(window).first().getByTitle('draft, not sent')).toBeVisible();
  await rows(window).first().click();
  const field = answerBar(window).getByRole('textbox', { name: 'Answer' });
  await expect(field).toHaveValue('It fell from the table');
  await expect(taskPage(window).getByText(/^Draft from .* restored$/)).toBeVisible();
  await taskPage(window).getByRole('button', { name: 'Start over' }).click();
  await expect(field).toHaveValue('');
  await expect.poll(async () => (await running.api.drafts.get({ taskAsstId: asked })).draft).toBeNull();
  await expect(rows(window).first().getByTitle('draft, not sent')).toHaveCount(0);
});

test('two drafts of one task stand side by side until one is chosen', async ({ running }) => {
  const { window, api } = running;
  await start(running, {
    do: [{ say: { metadata: { title: 'What happened?' }, ask: { prompt: 'In your words.' } } }],
  });
  const { taskAsstId } = await waitingTask(running);
  await go(window, 'Inbox');
  await rows(window).first().click();
  const field = answerBar(window).getByRole('textbox', { name: 'Answer' });
  await field.fill('It fell');
  await window.keyboard.press('Control+s');
  await expect(answerBar(window).getByText(/^Saved /)).toBeVisible();
  const { revision } = await api.drafts.get({ taskAsstId });
  // The window saves a moment after the last key: that moment is held until something else has saved.
  await window.clock.install();
  await window.clock.pauseAt((await window.evaluate(() => Date.now())) + 1000);
  await field.fill('It fell from the table');
  await api.drafts.save({ taskAsstId, data: { value: 'It was pushed' }, baseRevision: revision });
  await window.clock.resume();
  const conflict = taskPage(window).getByRole('alert');
  await expect(conflict).toContainText('It was pushed');
  await expect(conflict).toContainText('It fell from the table');
  expect(await violations(window)).toEqual([]);
  await conflict.getByRole('button', { name: 'Keep mine' }).click();
  await expect(conflict).toHaveCount(0);
  await expect
    .poll(async () => (await api.drafts.get({ taskAsstId })).draft?.data.value)
    .toBe('It fell from the table');
});
