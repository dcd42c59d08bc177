import type { Page } from 'playwright/test';
import { expect, test } from '../support/e2e/test.ts';
import { check } from '../support/e2e/two-accounts.ts';
import { announcement, answerBar, go, rows } from '../support/e2e/window.ts';
import { openScriptedPortal } from '../support/portal/scripted-portal.ts';
import { aDocument, hostId } from '../support/sync/documents.ts';

const status = (window: Page) => window.getByRole('contentinfo', { name: 'Status' });

test('a light-portal is signed in to with a code, from the keyboard; what it would cut is told before it is sent', async ({
  running,
}) => {
  const { window } = running;
  const portal = await openScriptedPortal({
    hostId,
    users: {},
    documents: [aDocument(1)],
    login: { interval: 1 },
  });
  try {
    await go(window, 'Settings');
    const section = window.getByRole('region', { name: 'Accounts' });
    await section.getByRole('button', { name: 'Add an account' }).click();
    await window.keyboard.type(portal.origin);
    await window.keyboard.press('Enter');
    await expect(
      section.getByText('Signing in needs two names, which whoever runs this light-portal knows.'),
    ).toBeVisible();
    await expect(section.getByRole('textbox', { name: 'Id of its sign-in provider' })).toBeFocused();
    await expect(section.getByRole('button', { name: 'Sign in', exact: true })).toBeDisabled();
    await window.keyboard.type('EF3wqhfWQti2DUVrvYNM7g');
    await window.keyboard.press('Tab');
    await window.keyboard.type('countersign-desktop');
    await check(running, 'portal-found');
    await section.getByRole('textbox', { name: 'Client id of Countersign there' }).press('Enter');

    const code = section.getByRole('textbox', { name: 'Code' });
    await expect(code).toHaveValue(portal.login.userCode);
    await expect(section.getByRole('button', { name: 'Open the sign-in page' })).toBeFocused();
    await section.getByRole('button', { name: 'Copy' }).click();
    await expect(announcement(window)).toContainText('Copied');
    expect(await running.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(portal.login.userCode);
    await check(running, 'portal-code');

    await section.getByRole('button', { name: 'Cancel' }).click();
    await expect(section.getByText('You are not signed in')).toBeVisible();
    await section.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(code).toHaveValue(portal.login.userCode);
    portal.login.approve('alice');
    const { host } = new URL(portal.origin);
    await expect(status(window)).toContainText(`${host}: Online`);

    await go(window, 'Inbox');
    await rows(window).filter({ hasText: 'Review request 1' }).click();
    const comment = answerBar(window).getByRole('textbox', { name: 'Comment' });
    await comment.fill('x'.repeat(126));
    const warning = answerBar(window).getByText(`${host} keeps 126 characters of an answer`);
    await expect(warning).toHaveCount(0);
    await comment.fill('x'.repeat(127));
    await expect(warning).toBeVisible();
    await check(running, 'portal-cut');
    expect(portal.completions).toEqual([]);
    await comment.fill('Within the budget.');
    await expect(warning).toHaveCount(0);
    await answerBar(window).getByRole('button', { name: 'Approve' }).click();
    await expect
      .poll(() => portal.completions, { timeout: 30_000 })
      .toMatchObject([{ by: 'alice', response: { value: 'APPROVED', comment: 'Within the budget.' } }]);
  } finally {
    await portal.close();
  }
});
