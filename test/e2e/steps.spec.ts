import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningApp } from '../support/app.ts';
import { violations } from '../support/e2e/axe.ts';
import { start } from '../support/e2e/processes.ts';
import { actAs, aTeam, goTo } from '../support/e2e/team.ts';
import { expect, test } from '../support/e2e/test.ts';
import { announcement, answerBar, processPage, taskPage, titleOf } from '../support/e2e/window.ts';

/** A carrier that is closed until it is told to open. */
async function startCarrier() {
  let isOpen = false;
  const server = createServer((_request, response) => {
    response.writeHead(isOpen ? 200 : 400, { 'content-type': 'application/json' });
    response.end(isOpen ? '{"booked":true}' : '{"error":"closed"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/book`,
    open: () => (isOpen = true),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A step with tasks of people and of the system. */
function shipping(running: RunningApp, me: string): Promise<string> {
  return start(
    running,
    {
      document: { namespace: 'shop', name: 'shipping', title: 'Ship order A-17' },
      do: [
        {
          prepare: {
            metadata: { title: 'Prepare the order' },
            fork: {
              branches: [
                {
                  review: {
                    metadata: { title: 'Review order ${ .order }' },
                    ask: {
                      mode: 'approval',
                      prompt: 'Order **${ .order }** goes to ${ .city }.',
                      assignment: { assigneeId: me },
                    },
                  },
                },
                {
                  papers: {
                    metadata: { title: 'Upload the papers' },
                    ask: { mode: 'file', prompt: 'Two of them.', assignment: { assigneeId: 'olga' } },
                  },
                },
                { note: { metadata: { title: 'Note the weight' }, set: { weight: 12 } } },
                {
                  legal: {
                    metadata: { title: 'Ask the lawyers' },
                    ask: { prompt: 'Is it legal?', assignment: { roleId: 'lawyers' } },
                  },
                },
              ],
            },
          },
        },
      ],
    },
    { order: 'A-17', city: 'Oslo' },
  );
}

test('[I3 I4 I5 I6 I7 I8 I9 I10 I11 I12 I13 I14 I15 I16 I17 I18 I48] a step shows its tasks, how many stand how, and opens them', async ({
  running,
}) => {
  const { window } = running;
  const team = await aTeam(running);
  const processId = await shipping(running, team.me);
  await goTo(window, `#/processes/${processId}`);
  await processPage(window)
    .getByRole('region', { name: 'Timeline' })
    .getByRole('button', { name: 'Prepare the order', exact: true })
    .click();
  const numbers = window.getByLabel('Numbers');
  await expect(numbers.getByRole('term')).toHaveText(['Total tasks', 'Active', 'Completed', 'Blocked']);
  await expect(numbers.getByRole('definition')).toHaveText(['4', '2', '1', '1']);
  const list = window.getByRole('listbox', { name: 'Tasks' });
  const row = (title: string) => list.getByRole('option').filter({ hasText: title });
  await expect(row('Review order A-17')).toContainText('To do');
  await expect(row('Review order A-17')).toContainText('Order A-17 goes to Oslo.');
  await expect(row('Review order A-17')).toContainText('You');
  await expect(row('Review order A-17')).toContainText('Approval');
  await expect(row('Upload the papers')).toContainText('O. Park');
  await expect(row('Upload the papers')).toContainText('Documents');
  await expect(row('Ask the lawyers')).toContainText('Unassigned');
  await expect(row('Note the weight')).toContainText('Completed');
  await expect(row('Note the weight')).toContainText('Runs by itself');
  expect(await violations(window)).toEqual([]);

  await window.getByRole('switch', { name: 'Show completed' }).click();
  await expect(row('Note the weight')).toHaveCount(0);
  await window.getByRole('switch', { name: 'Assigned to me' }).click();
  await expect(list.getByRole('option')).toHaveCount(1);
  await row('Review order A-17').click();
  await expect(titleOf(taskPage(window))).toHaveText('Review order A-17');
  await window.keyboard.press('l');
  await expect(row('Review order A-17')).toContainText('In progress');
  await answerBar(window).getByRole('button', { name: 'Approve' }).click();
  await expect(numbers.getByRole('definition')).toHaveText(['4', '1', '2', '1']);
});

test('[I14 I49 I55 I56 I57 I58 I59 I60 I61 W36] a task of the system shows what it did; administrators have a failed one tried again', async ({
  running,
}) => {
  const { window, api } = running;
  await using carrier = await startCarrier();
  const team = await aTeam(running);
  const processId = await start(running, {
    document: { namespace: 'shop', name: 'carrier', title: 'Book a carrier' },
    do: [
      {
        book: {
          metadata: { title: 'Book the carrier' },
          call: 'http',
          with: { method: 'get', endpoint: carrier.address },
        },
      },
    ],
  });
  await expect.poll(async () => (await api.processes.get({ processId })).statusCode).toBe('F');
  await goTo(window, `#/processes/${processId}`);
  await processPage(window).getByRole('button', { name: 'Tasks of the process' }).click();
  const row = window.getByRole('listbox', { name: 'Tasks' }).getByRole('option');
  await expect(row).toContainText('Book the carrier');
  await expect(row).toContainText('Failed');
  await goTo(window, `#/processes/${processId}`);
  await processPage(window)
    .getByRole('region', { name: 'Timeline' })
    .getByRole('button', { name: 'Book the carrier' })
    .click();
  const page = window.getByRole('region', { name: 'System task' });
  await expect(titleOf(page)).toHaveText('Book the carrier');
  await expect(page).toContainText('HTTP request');
  await expect(page).toContainText('Failed');
  await expect(page.getByRole('region', { name: 'Configuration' })).toContainText(carrier.address);
  await expect(page.getByRole('region', { name: 'Input' })).toBeVisible();
  await expect(page).toContainText('https://serverlessworkflow.io/spec/1.0.0/errors/communication');
  expect(await violations(window)).toEqual([]);
  // Nothing on the page sets it going but Retry.
  await expect(page.getByRole('button')).toHaveText([/Open the process/, /^Retry/]);

  carrier.open();
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(announcement(window)).toHaveText('Trying again · Book the carrier');
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('booked');
  await expect(page.getByRole('region', { name: 'Attempts' })).toContainText(`tried again by ${team.me}`);
  await expect(page.getByRole('button', { name: 'Retry' })).toHaveCount(0);
  expect((await api.processes.get({ processId })).statusCode).toBe('C');

  await actAs(window, 'M. Silva');
  await goTo(window, `#/processes/${processId}`);
  await processPage(window)
    .getByRole('region', { name: 'Timeline' })
    .getByRole('button', { name: 'Book the carrier' })
    .last()
    .click();
  await expect(page).toContainText('administrators and operators only');
  await expect(page).not.toContainText(carrier.address);
});
