import type { Page } from 'playwright/test';
import type { HumanTask, HumanTaskRow } from '../../src/shared/contract/human-tasks.ts';
import { picturesOf } from '../support/e2e/pictures.ts';
import { answerBar, go, rows, taskPage, titleOf } from '../support/e2e/window.ts';
import { isState } from '../support/team/sign-in-window.ts';
import { expect, test, type Seat } from '../support/team/team-test.ts';

// Two people with a window each, and the real server: PostgreSQL, Restate, and sign-in by its identity provider.

async function open(window: Page, title: string): Promise<void> {
  await go(window, 'Inbox');
  await rows(window).filter({ hasText: title }).click();
  await expect(titleOf(taskPage(window))).toHaveText(title);
}

/** The only entry of the queue for this task, as the command line sees it. */
async function entryOf({ running }: Seat, title: string): Promise<string | undefined> {
  const { entries } = await running.api.outbox.list({});
  return entries.find((entry) => entry.title === title)?.state;
}

test('[H5 H14] an ask for a role is in both windows; who claims it is seen by the other at once, and who answers it takes it away', async ({
  server,
  sit,
}) => {
  const title = 'Pay the fourth instalment to Northwind';
  const [alice, bob] = await Promise.all([sit('alice'), sit('bob')]);
  const [hers, his] = [alice.running.window, bob.running.window];
  await server.ask({ title });
  const ofBob = rows(his).filter({ hasText: title });
  await expect(rows(hers).filter({ hasText: title })).toHaveCount(1);
  await expect(ofBob).toHaveCount(1);
  const notified = await bob.desktop.notified(title);

  await open(his, title);
  await open(hers, title);
  await picturesOf(alice.running, 'team-task');
  await hers.keyboard.press('l');
  const pressed = performance.now();
  await expect(taskPage(his).getByText(/Alice Albers is working on this task/)).toBeVisible();
  const seenAfter = Math.round(performance.now() - pressed);
  console.log(`      a claim is seen in the other window after ${seenAfter} ms (goal: 1,000)`);
  await expect(ofBob).toContainText('claimed by Alice Albers');
  await picturesOf(bob.running, 'team-claimed');

  await answerBar(hers).getByRole('button', { name: 'Approve' }).click();
  await hers.getByRole('button', { name: /^Undo/ }).waitFor();
  await expect.poll(() => entryOf(alice, title), { timeout: 20_000 }).toBe('delivered');
  await expect(ofBob).toHaveCount(0);
  await bob.desktop.withdrawn.first('the withdrawal', (id) => id === notified.id);
  const bobs = await server.as('bob');
  const done = await bobs.get<{ humanTasks: { title: string }[] }>('/human-tasks?view=done');
  expect(done.humanTasks.map((task) => task.title)).not.toContain(title);
});

test('[H67 H102] both answer while the server is away: one answer is delivered, and the other is a card with who decided what', async ({
  server,
  sit,
}) => {
  const title = 'Release the payment of the third instalment';
  const [alice, bob] = await Promise.all([sit('alice'), sit('bob')]);
  await server.ask({ title });
  for (const { running } of [alice, bob]) {
    await expect(rows(running.window).filter({ hasText: title })).toHaveCount(1);
  }
  for (const { proxy, running } of [alice, bob]) {
    await proxy.goAway();
    await isState(running, 'Offline');
  }
  for (const [{ running }, option, comment] of [
    [alice, 'Approve', 'Within the budget'],
    [bob, 'Reject', 'The delivery is not complete'],
  ] as const) {
    const { window } = running;
    await open(window, title);
    await answerBar(window).getByRole('textbox', { name: 'Comment' }).fill(comment);
    await answerBar(window).getByRole('button', { name: option }).click();
  }
  await expect.poll(() => entryOf(alice, title), { timeout: 15_000 }).toBe('queued');
  await expect.poll(() => entryOf(bob, title), { timeout: 15_000 }).toBe('queued');

  await alice.proxy.comeBack();
  await expect.poll(() => entryOf(alice, title), { timeout: 15_000 }).toBe('delivered');
  await bob.proxy.comeBack();
  await expect.poll(() => entryOf(bob, title), { timeout: 15_000 }).toBe('conflict');
  const { window } = bob.running;
  await isState(bob.running, 'Online');
  await go(window, 'Queue');
  await window.getByRole('option').filter({ hasText: title }).click();
  const entry = window.getByRole('region', { name: 'Queue entry' });
  await expect(entry.getByText('Your answer came too late')).toBeVisible();
  await expect(entry).toContainText('Alice Albers answered “Approve”');
  await expect(entry).toContainText('The delivery is not complete');
  await picturesOf(bob.running, 'team-conflict');
  await window.keyboard.press('Enter');
  const page = taskPage(window);
  await expect(page.getByText('Your answer came too late')).toBeVisible();
  await picturesOf(bob.running, 'team-conflict-task');
  await page.getByRole('button', { name: 'Post mine as a comment' }).click();

  const alices = await server.as('alice');
  const { humanTasks } = await alices.get<{ humanTasks: HumanTaskRow[] }>('/human-tasks?view=done');
  const hers = humanTasks.find((row) => row.title === title);
  const discussed = () => alices.get<object>(`/human-tasks/${hers?.taskAsstId}/discussion`);
  await expect.poll(async () => JSON.stringify(await discussed())).toContain('The delivery is not complete');
  const answer = await alices.get<HumanTask>(`/human-tasks/${hers?.taskAsstId}`);
  expect(answer.answer).toMatchObject({ value: 'APPROVED', comment: 'Within the budget' });
});
