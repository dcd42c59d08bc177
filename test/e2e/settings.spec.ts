import { readFile } from 'node:fs/promises';
import { dataPaths } from '../../src/local/data-folder.ts';
import { start, startSample } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { go } from '../support/e2e/window.ts';

test('dark, light and high contrast apply at once and are there after a restart', async ({
  running,
  launch,
}) => {
  const { window } = running;
  const background = () => window.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const line = () =>
    window
      .getByRole('navigation', { name: 'Views' })
      .evaluate((nav) => getComputedStyle(nav).borderRightColor);
  await go(window, 'Settings');
  await window.getByText('Light', { exact: true }).click();
  await expect.poll(background).toMatch(lightColour);
  await window.getByText('Dark', { exact: true }).click();
  await expect.poll(background).toMatch(darkColour);
  const normal = await line();
  await window.getByText('High', { exact: true }).click();
  await expect.poll(line).not.toBe(normal);
  await expect.poll(async () => (await settings(running.dataFolder)).contrast).toBe('high');
  await running.close();

  const again = await launch();
  const colour = await again.window.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(colour).toMatch(darkColour);
  expect(await again.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
});

test('who wants no notifications gets none, and those that stand go', async ({ running, desktop }) => {
  const { window } = running;
  await startSample(running, 'expense-approval');
  await desktop.notified('Approve 482.5 EUR for Maya Silva');
  await go(window, 'Settings');
  await window.getByText('Nothing', { exact: true }).click();
  await expect.poll(() => desktop.standing()).toEqual([]);
  await window.getByText('High risk only', { exact: true }).click();
  await startSample(running, 'data-correction');
  await startSample(running, 'release-gate');
  await desktop.notified('Ship api-gateway 4.12.0 to production?');
  expect(desktop.received.all.map(({ summary }) => summary)).toEqual([
    'Approve 482.5 EUR for Maya Silva',
    'Ship api-gateway 4.12.0 to production?',
  ]);
});

test('the settings say how notifications are delivered, and can show one', async ({ running, desktop }) => {
  const { window } = running;
  await go(window, 'Settings');
  await expect(window.getByText('Through the desktop’s notification service, with buttons.')).toBeVisible();
  await window.getByRole('button', { name: 'Send a test notification' }).click();
  const { body } = await desktop.notified('Notifications work');
  expect(body).toContain('This is how Countersign tells you');
  await expect(window.getByText('Shown. If you did not see it')).toBeVisible();
});

test('a window that is closed to the tray goes on working and notifying', async ({ running, desktop }) => {
  const { window, app } = running;
  await go(window, 'Settings');
  // Forced: what one sees and clicks is the track drawn over the input.
  await window.getByRole('switch', { name: 'Keep running in the tray' }).click({ force: true });
  await expect.poll(async () => (await settings(running.dataFolder)).closeToTray).toBe(true);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(
    false,
  );
  await startSample(running, 'expense-approval');
  await desktop.notified('Approve 482.5 EUR for Maya Silva');
});

test('shell commands are refused until the settings allow them, which says what that means', async ({
  running,
}) => {
  const { window, api } = running;
  const shell = { do: [{ say: { run: { shell: { command: 'printf hello' } } } }] };
  const refused = await start(running, shell);
  await expect.poll(async () => (await api.processes.get({ processId: refused })).statusCode).toBe('F');
  await go(window, 'Settings');
  const policy = window.getByRole('region', { name: 'What workflows may do' });
  await expect(policy).toContainText('with all your rights');
  await expect(policy.getByRole('switch')).not.toBeChecked();
  await policy.getByRole('switch', { name: 'Run shell commands' }).click({ force: true });
  await expect.poll(async () => (await settings(running.dataFolder))['policy']).toEqual({ allowShell: true });
  const { processId } = await api.processes.start({ workflow: 'test/asking' });
  await expect.poll(async () => (await api.processes.get({ processId })).output).toBe('hello');
});

test('without a keystore no secret is kept, and the settings say so', async ({ running }) => {
  const { window } = running;
  await go(window, 'Settings');
  const secrets = window.getByRole('region', { name: 'Secrets' });
  await expect(secrets).toContainText('Secrets cannot be kept on this computer');
  await expect(secrets).toContainText('No secrets are kept.');
  await expect(secrets.getByRole('textbox')).toHaveCount(0);
});

/** Three numbers of which each is high, or low: what the colour is called is the renderer's business. */
const lightColour = /^rgb\((2\d\d), (2\d\d), (2\d\d)\)$/;
const darkColour = /^rgb\(\d\d?, \d\d?, \d\d?\)$/;

async function settings(dataFolder: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(dataPaths(dataFolder).settings, 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
