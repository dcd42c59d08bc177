import { violations } from '../support/e2e/axe.ts';
import { startEveryWait, startSilentService } from '../support/e2e/every-wait.ts';
import { correction, nightly, orders } from '../support/e2e/nested.ts';
import { start, startSample } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, go, processPage, rows, taskPage } from '../support/e2e/window.ts';

const daily = {
  document: { dsl: '1.0.3', namespace: 'shop', name: 'sweep', version: '1.0.0', title: 'Sweep the floor' },
  schedule: { cron: '0 18 * * 1-5' },
  do: [{ sweep: { set: { swept: true } } }],
};

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no screen has a serious accessibility fault (${colorScheme})`, async ({ running }) => {
    const { window } = running;
    const check = async (what: string) => expect(await violations(window), what).toEqual([]);
    await go(window, 'Settings');
    await window.getByText(colorScheme === 'dark' ? 'Dark' : 'Light', { exact: true }).click();
    await expect(window.locator(`html[data-mantine-color-scheme="${colorScheme}"]`)).toBeAttached();
    await check('settings');
    await go(window, 'Inbox');
    await expect(window.getByText('Nothing asks for you yet')).toBeVisible();
    await check('first start');
    await go(window, 'Processes');
    await expect(window.getByText('No processes')).toBeVisible();
    await check('no processes');

    const samples = [
      'expense-approval',
      'purchase-request',
      'release-gate',
      'document-review',
      'data-correction',
    ];
    for (const sample of samples) await startSample(running, sample);
    await start(running, { do: [{ say: { ask: { prompt: 'A word?' } } }] }, { deep: { list: [1, 2] } });
    await go(window, 'Inbox');
    await expect(rows(window)).toHaveCount(6);
    for (const [index, title] of (await rows(window).allTextContents()).entries()) {
      await rows(window).nth(index).click();
      await expect(taskPage(window).getByRole('tab', { name: 'Timeline' })).toBeVisible();
      await check(`task ${title}`);
    }
    await rows(window).filter({ hasText: 'api-gateway' }).click();
    await answerBar(window).getByRole('button', { name: 'Hold' }).click();
    await expect(answerBar(window).getByText('needs a comment')).toBeVisible();
    await check('a comment is missing');
    await taskPage(window).getByRole('tab', { name: 'History' }).click();
    await check('history');

    await go(window, 'Processes');
    await window.getByRole('option').first().click();
    await expect(window.getByRole('region', { name: 'Timeline' })).toBeVisible();
    await check('a process');
    await using service = await startSilentService();
    await startEveryWait(running, service);
    await start(running, nightly, orders(20));
    await window.getByRole('option').filter({ hasText: 'Nightly clean-up' }).click();
    await processPage(window).getByRole('button', { name: 'Show 20 iterations' }).click();
    await check('a process with a loop');
    await window.getByRole('option').filter({ hasText: 'Ship the order' }).click();
    await expect.poll(() => service.calls()).toBe(1);
    await check('a process that waits in every way');
    await processPage(window).getByRole('button', { name: 'Cancel…' }).click();
    await check('a process about to be cancelled');
    await processPage(window).getByRole('button', { name: 'Cancel the process' }).click();
    await expect(processPage(window).getByText('The process was cancelled', { exact: true })).toBeVisible();
    await check('a cancelled process');
    await start(running, correction);
    await go(window, 'Inbox');
    await rows(window).filter({ hasText: 'Correct claim' }).click();
    await answerBar(window).getByRole('button', { name: 'Send answer' }).click();
    await expect(taskPage(window).getByText('Is required.').first()).toBeVisible();
    await check('a form with problems');
    await running.api.workflows.add({ source: JSON.stringify(daily) });
    await go(window, 'Workflows');
    await window.getByRole('option').filter({ hasText: 'Sweep the floor' }).click();
    await expect(window.getByRole('region', { name: 'Schedule' })).toBeVisible();
    await check('a workflow with a schedule');
    await window.getByRole('option').first().click();
    await expect(window.getByRole('region', { name: 'Definition' })).toBeVisible();
    await check('a workflow');
    await window.getByRole('button', { name: 'Add workflow' }).click();
    await window.getByRole('textbox', { name: 'Workflow file' }).fill('document: {}');
    await window.getByRole('button', { name: 'Check and add' }).click();
    await expect(window.getByRole('alert')).toBeVisible();
    await check('a workflow with problems');
    await window.keyboard.press('Escape');
    await window.keyboard.press('?');
    await expect(window.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await check('the keys');
  });
}
