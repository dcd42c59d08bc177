import { expect, type Locator } from 'playwright/test';
import type { RunningApp } from '../app.ts';
import { go } from '../e2e/window.ts';
import type { TeamServer } from './team-server.ts';

/** Adds the server in the settings of a window, and signs in by whatever stands for the browser. `address`: of the server, from there. */
export async function signInWindow(
  running: RunningApp,
  { issuer }: TeamServer,
  address: string,
): Promise<void> {
  const section = await accountsOf(running);
  await section.getByRole('button', { name: 'Add an account' }).click();
  await section.getByRole('textbox', { name: 'Address of the server' }).fill(address);
  await running.window.keyboard.press('Enter');
  await expect(section.getByText(`You sign in at ${issuer}.`)).toBeVisible();
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await isState(running, 'Online');
  await go(running.window, 'Inbox');
}

/** Goes to the accounts in the settings. */
export async function accountsOf({ window }: RunningApp): Promise<Locator> {
  await go(window, 'Settings');
  return window.getByRole('region', { name: 'Accounts' });
}

/** The status bar says so of the server's account, sooner or later. */
export async function isState({ window }: RunningApp, state: string, timeout = 10_000): Promise<void> {
  const status = window.getByRole('contentinfo', { name: 'Status' });
  await expect(status).toContainText(`Acme: ${state}`, { timeout });
}
