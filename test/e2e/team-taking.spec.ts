import { announcement, answerBar, go, rows, taskPage, titleOf } from '../support/e2e/window.ts';
import { expect, test } from '../support/team/team-test.ts';

// Two people with a window each, and the real server.

test('[W7] an ask of a role is taken by one, is gone from the other’s window, and is handed over to them', async ({
  server,
  sit,
}) => {
  const title = 'Pay the sixth instalment to Northwind';
  const [alice, bob] = await Promise.all([sit('alice'), sit('bob')]);
  const [hers, his] = [alice.running.window, bob.running.window];
  await server.ask({ title });
  await expect(rows(his).filter({ hasText: title })).toHaveCount(1);
  await go(hers, 'Inbox');
  await rows(hers).filter({ hasText: title }).click();
  await expect(titleOf(taskPage(hers))).toHaveText(title);

  await hers.keyboard.press('m');
  await expect(rows(his).filter({ hasText: title })).toHaveCount(0);
  await expect(titleOf(taskPage(hers))).toHaveText(title);
  await expect(rows(hers).filter({ hasText: title })).toHaveCount(1);
  // The page of the assignment that is hers alone has taken the place of the one before.
  await expect(taskPage(hers).getByRole('button', { name: 'Assign to me' })).toHaveCount(0);

  await hers.keyboard.press('e');
  const whom = taskPage(hers).getByRole('combobox', { name: 'Person or role' });
  await whom.selectOption({ label: 'Bob Baker' });
  await taskPage(hers).getByRole('textbox', { name: 'Reason' }).fill('You know Northwind');
  await taskPage(hers).getByRole('button', { name: 'Reassign', exact: true }).click();
  await expect(announcement(hers)).toContainText('Reassigned to Bob Baker');
  await expect(rows(his).filter({ hasText: title })).toHaveCount(1);
  await expect(rows(hers).filter({ hasText: title })).toHaveCount(0);
  await go(his, 'Inbox');
  await rows(his).filter({ hasText: title }).click();
  await expect(titleOf(taskPage(his))).toHaveText(title);
  await answerBar(his).getByRole('button', { name: 'Approve' }).waitFor();
});
