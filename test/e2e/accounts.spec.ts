import type { Page } from 'playwright/test';
import { violations } from '../support/e2e/axe.ts';
import { picture, resize } from '../support/e2e/pictures.ts';
import { ago, anEntry, scriptAccounts, server, thisComputer } from '../support/e2e/scripted-account.ts';
import { expect, test } from '../support/e2e/test.ts';
import { check, ofServer, tasksOfTwoAccounts } from '../support/e2e/two-accounts.ts';
import { answerBar, announcement, go, rows, taskPage, titleOf } from '../support/e2e/window.ts';

// The states of the window; that the app gets into them with a real server is tested where one runs.

const statusBar = (window: Page) => window.getByRole('contentinfo', { name: 'Status' });
const banner = (window: Page) => window.getByRole('region', { name: 'Connection' });
const entryPage = (window: Page) => window.getByRole('region', { name: 'Queue entry' });

test('an answer to a task of a server stays in the list while it can be undone, and undoing brings the form back', async ({
  running,
}) => {
  const { window } = running;
  const [expense, release] = await tasksOfTwoAccounts(running);
  await scriptAccounts(window, { tasks: ofServer(expense, release) });
  await expect(rows(window).filter({ hasText: 'Acme' })).toHaveCount(2);
  await expect(rows(window).filter({ hasText: 'This computer' })).toHaveCount(1);
  await rows(window).filter({ hasText: expense.title }).click();
  await expect(taskPage(window).getByText(/Acme · confirmed/)).toBeVisible();
  await answerBar(window).getByRole('textbox', { name: 'Comment' }).fill('Only this once');
  await answerBar(window).getByRole('button', { name: 'Approve' }).click();
  const undo = window.getByRole('button', { name: /^Undo/ });
  await expect(undo).toBeVisible();
  await expect(rows(window).filter({ hasText: expense.title })).toContainText(/APPROVED/);
  await expect(rows(window)).toHaveCount(3);
  await expect(titleOf(taskPage(window))).not.toHaveText(expense.title);
  await check(running, 'answer-held');
  await window.keyboard.press('z');
  await expect(undo).toBeHidden();
  await expect(titleOf(taskPage(window))).toHaveText(expense.title);
  await expect(answerBar(window).getByRole('textbox', { name: 'Comment' })).toHaveValue('Only this once');
});

test('offline: one line says so, answers are queued, and a queued answer can be changed and taken back from the keyboard', async ({
  running,
}) => {
  const { window } = running;
  const [expense, release] = await tasksOfTwoAccounts(running);
  const offline = {
    ...server,
    state: 'offline' as const,
    confirmedTs: ago(34),
    nextTryTs: ago(-2),
    problem: 'The server cannot be reached',
  };
  const queued = anEntry(expense, { attempts: 3, nextTryTs: ago(-2) });
  const script = await scriptAccounts(window, {
    accounts: [thisComputer, { ...offline, queued: 2 }],
    entries: [queued, anEntry(release, { label: 'Hold', response: { value: 'HOLD', comment: 'Not today' } })],
    tasks: ofServer(expense, release),
  });
  await expect(banner(window)).toContainText('Acme: Offline since');
  await expect(statusBar(window)).toContainText('2 answers queued');
  await check(running, 'offline');
  await window.keyboard.press('g');
  await window.keyboard.press('q');
  const list = window.getByRole('listbox', { name: 'Queue' });
  await expect(list.getByRole('option')).toHaveCount(2);
  await window.keyboard.press('j');
  await expect(titleOf(entryPage(window))).toHaveText(expense.title);
  await check(running, 'queue');
  await window.keyboard.press('e');
  await expect(titleOf(taskPage(window))).toHaveText(expense.title);
  await expect(taskPage(window).getByText('You are changing a queued answer')).toBeVisible();
  const comment = answerBar(window).getByRole('textbox', { name: 'Comment' });
  await expect(comment).toHaveValue('Within the budget of the quarter.');
  await check(running, 'queued-edited');
  await comment.fill('Within the budget of the year.');
  await window.keyboard.press('Control+Enter');
  await expect(taskPage(window).getByText('“Approve” is queued')).toBeVisible();
  await expect(taskPage(window).getByText('Within the budget of the year.')).toBeVisible();
  await check(running, 'task-queued');
  expect(await script.calls()).toContainEqual({
    path: '/outbox/edit',
    input: {
      entryId: queued.entryId,
      response: { value: 'APPROVED', comment: 'Within the budget of the year.' },
    },
  });
  await window.keyboard.press('w');
  await expect(announcement(window)).toContainText('Taken back');
  await expect(answerBar(window).getByRole('button', { name: 'Approve' })).toBeVisible();
});

test('an answer that came too late is a card with who decided what; it can be posted as a comment or dismissed', async ({
  running,
}) => {
  const { window } = running;
  const [expense, release] = await tasksOfTwoAccounts(running);
  const decided = {
    by: 'omar',
    byName: 'O. Park',
    at: ago(12),
    label: 'Reject',
    answer: { value: 'REJECTED', comment: 'Please use the travel budget', submittedAt: ago(12) },
  };
  const late = anEntry(expense, { state: 'conflict', endedTs: ago(1), decided });
  const refused = anEntry(release, {
    state: 'refused',
    endedTs: ago(1),
    label: 'Release',
    response: { value: 'RELEASE' },
    lastError: {
      type: 'https://countersign.dev/problems/forbidden',
      status: 403,
      title: 'This user may not do that',
      code: 'FORBIDDEN',
    },
  });
  const script = await scriptAccounts(window, {
    accounts: [thisComputer, { ...server, attention: 2 }],
    entries: [late, refused],
    tasks: {
      ...ofServer(release),
      [expense.taskAsstId]: {
        ...ofServer(expense)[expense.taskAsstId],
        taskStatusCode: 'C',
        assignmentStatusCode: 'CANCELLED',
        canComplete: false,
        readOnly: true,
        canClaim: false,
        canReassign: false,
        canAssignToMe: false,
        answer: decided.answer,
        completedTs: decided.at,
        completedUser: decided.by,
      },
    },
  });
  await expect(rows(window).filter({ hasText: expense.title })).toContainText('Too late');
  await rows(window).filter({ hasText: expense.title }).click();
  const card = taskPage(window).getByText('Your answer came too late');
  await expect(card).toBeVisible();
  await expect(taskPage(window)).toContainText('O. Park answered “Reject”');
  await expect(taskPage(window)).toContainText('Within the budget of the quarter.');
  await check(running, 'conflict');
  await window.keyboard.press('c');
  await expect(card).toBeHidden();
  await go(window, 'Queue');
  await window.getByRole('option').filter({ hasText: release.title }).click();
  await expect(entryPage(window)).toContainText('This user may not do that.');
  await check(running, 'refused');
  await window.keyboard.press('x');
  await expect(window.getByText('Nothing is queued')).toBeVisible();
  await check(running, 'queue-empty');
  expect((await script.calls()).map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/outbox/postAsComment', '/outbox/dismiss']),
  );
});

test('settings: the accounts with their states, one more from its address, and signing out that says what would be lost', async ({
  running,
}) => {
  const { window } = running;
  const script = await scriptAccounts(window, {
    accounts: [
      thisComputer,
      { ...server, queued: 3, tokens: 'memory' },
      {
        ...server,
        accountId: 'globex',
        name: 'Globex',
        serverUrl: 'https://globex.example',
        state: 'token-expired',
        confirmedTs: ago(190),
      },
    ],
    answers: {
      '/accounts/probe': {
        kind: 'countersign',
        serverName: 'Initech',
        issuer: 'https://login.initech.example',
        audience: 'https://tasks.initech.example',
        incompatibility: null,
      },
      '/accounts/signIn': null,
    },
  });
  await expect(banner(window)).toContainText('Globex: Sign-in needed');
  await go(window, 'Settings');
  const section = window.getByRole('region', { name: 'Accounts' });
  await expect(section.getByText('Signing in does not last on this computer')).toBeVisible();
  await check(running, 'accounts');
  await section.getByRole('button', { name: 'Sign out of Acme' }).click();
  await expect(section.getByText('3 answers have not reached the server yet')).toBeVisible();
  await check(running, 'sign-out');
  await section.getByRole('button', { name: 'Stay signed in' }).click();
  await section.getByRole('button', { name: 'Add an account' }).click();
  const address = section.getByRole('textbox', { name: 'Address of the server' });
  await address.fill('http://tasks.initech.example');
  await window.keyboard.press('Enter');
  await expect(section.getByText('Use https')).toBeVisible();
  await address.fill('tasks.initech.example');
  await window.keyboard.press('Enter');
  await expect(section.getByText(/^You sign in at https:\/\/login\.initech\.example\./)).toBeVisible();
  await check(running, 'account-found');
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(section.getByText('Continue in your browser')).toBeVisible();
  await check(running, 'account-signing-in');
  await section.getByRole('button', { name: 'Cancel' }).click();
  expect(await script.calls()).toContainEqual({ path: '/accounts/cancelSignIn', input: {} });
});

test('a sign-in that would be good for another account’s server too is stopped, until the person says that it is right', async ({
  running,
}) => {
  const { window } = running;
  const message =
    'tasks.initech.example uses the same sign-in as tasks.acme.example: who runs one of them could act as you at the other';
  const script = await scriptAccounts(window, {
    answers: {
      '/accounts/probe': {
        kind: 'countersign',
        serverName: 'Initech',
        issuer: 'https://login.acme.example',
        audience: 'countersign',
        incompatibility: null,
      },
    },
    refusals: { '/accounts/signIn': { code: 'SIGN_IN_SHARED', status: 409, message } },
  });
  await go(window, 'Settings');
  const section = window.getByRole('region', { name: 'Accounts' });
  await section.getByRole('button', { name: 'Add an account' }).click();
  await section.getByRole('textbox', { name: 'Address of the server' }).fill('tasks.initech.example');
  await window.keyboard.press('Enter');
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(section.getByText('The same sign-in as another of your servers')).toBeVisible();
  await expect(section.getByText(message)).toBeVisible();
  await check(running, 'account-shared-sign-in');
  await script.tell({
    refusals: {},
    answers: { '/accounts/signIn': { ...server, accountId: 'initech', name: 'Initech' } },
  });
  await section.getByRole('button', { name: 'Sign in all the same' }).click();
  await expect(section.getByRole('textbox', { name: 'Address of the server' })).toBeHidden();
  expect((await script.calls()).filter(({ path }) => path === '/accounts/signIn')).toMatchObject([
    { input: { shared: false } },
    { input: { shared: true } },
  ]);
});

test('catching up shows how far it is; a server that is too old and a revoked device say what helps', async ({
  running,
}) => {
  const { window } = running;
  const catchingUp = {
    ...server,
    state: 'catching-up' as const,
    confirmedTs: ago(600),
    progress: { done: 1200, total: 8000 },
  };
  const script = await scriptAccounts(window, { accounts: [thisComputer, catchingUp] });
  await expect(banner(window)).toContainText('Catching up: 1,200 of 8,000');
  await expect(banner(window).getByRole('progressbar')).toHaveAttribute('value', '1200');
  const list = window.getByRole('region', { name: 'Inbox' });
  await expect(list.getByRole('heading', { name: 'Your tasks are on their way' })).toBeVisible();
  await expect(list.getByRole('progressbar')).toHaveAttribute('value', '1200');
  await expect(window.getByText('Nothing asks for you yet')).toHaveCount(0);
  await check(running, 'catching-up');
  await script.tell({ accounts: [thisComputer, { ...server, state: 'device-revoked', queued: 1 }] });
  await expect(banner(window)).toContainText('Acme: This device was revoked');
  await expect(banner(window).getByRole('button', { name: 'Sign in to Acme again' })).toBeVisible();
  await check(running, 'device-revoked');
  await script.tell({ accounts: [thisComputer, { ...server, state: 'access-ended', queued: 1 }] });
  await expect(banner(window)).toContainText('Acme: No access any more');
  await check(running, 'access-ended');
  await script.tell({ accounts: [thisComputer, { ...server, state: 'server-too-old' }] });
  await expect(banner(window)).toContainText('The server is too old');
  await script.tell({ accounts: [thisComputer, server] });
  await expect(banner(window)).toHaveCount(0);
  await expect(statusBar(window)).toContainText('Acme: Online');
  await expect(window.getByText('Nothing asks for you yet')).toBeVisible();
});

test('high contrast and a zoom of 200 % lose nothing of the queue', async ({ running }) => {
  const { window } = running;
  const [expense, release] = await tasksOfTwoAccounts(running);
  await scriptAccounts(window, {
    accounts: [thisComputer, { ...server, state: 'token-expired', queued: 1, attention: 1 }],
    entries: [
      anEntry(expense),
      anEntry(release, { state: 'conflict', endedTs: ago(1), label: 'Release', decided: null }),
    ],
    tasks: ofServer(expense, release),
  });
  await go(window, 'Queue');
  await window.getByRole('option').filter({ hasText: release.title }).click();
  await expect(entryPage(window).getByText('Your answer came too late')).toBeVisible();
  await window.emulateMedia({ colorScheme: 'light', contrast: 'more' });
  await expect(window.locator('html[data-contrast="high"]')).toBeAttached();
  expect(await violations(window)).toEqual([]);
  await picture(window, 'queue-high-contrast');
  await resize(running, 680, 480);
  for (const name of ['Post mine as a comment', 'Dismiss', 'Open the task'])
    await expect(entryPage(window).getByRole('button', { name }).first()).toBeVisible();
  await expect(banner(window).getByRole('button', { name: 'Sign in to Acme again' })).toBeInViewport();
  expect(await window.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(680);
  await picture(window, 'queue-zoomed');
});
