import { pdf, png } from '../support/file-task.ts';
import { picture, picturesOf, resize } from '../support/e2e/pictures.ts';
import { start, waitingTask } from '../support/e2e/processes.ts';
import { actAs, aTeam, goTo } from '../support/e2e/team.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, go, processPage, rows, taskPage, titleOf } from '../support/e2e/window.ts';

// Pictures of working on tasks with others, for eyes and for the documentation: `npm run screens` takes them over.

test('pictures of a task of a role: claimed, talked about, given away', async ({ running }) => {
  const { window, api } = running;
  await resize(running, 1360, 860);
  const team = await aTeam(running);
  await team.ask({ roleId: 'approvers' });
  const { taskAsstId } = await waitingTask(running);
  const theirs = await team.olga.task();
  await team.olga.post(`/human-tasks/${theirs.taskAsstId}/discussion`, {
    text: 'Annex C allows indexation up to **15 %**.',
  });
  await api.discussion.post({ taskAsstId, text: 'Fine from Legal, @olga?' });
  await team.olga.post(`/human-tasks/${theirs.taskAsstId}/discussion`, {
    text: `Yes. I have asked them this morning, @${team.me}.`,
  });
  await go(window, 'Inbox');
  await rows(window).first().click();
  await expect(titleOf(taskPage(window))).toHaveText('Approve Q4 vendor payment to Northwind');
  await window.keyboard.press('l');
  await expect(taskPage(window).getByText(/Claimed by you/)).toBeVisible();
  await picturesOf(running, 'task-details');
  await taskPage(window)
    .getByRole('tab', { name: /^Discussion/ })
    .click();
  await picturesOf(running, 'task-discussion');
  await window.keyboard.press('e');
  await window.getByRole('combobox', { name: 'Person or role' }).selectOption({ label: 'M. Silva' });
  await picture(window, 'task-reassign');
  await taskPage(window).getByRole('button', { name: 'Keep as it is' }).click();
  await window.keyboard.press('Control+k');
  await expect(window.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await picture(window, 'commands');
  await window.keyboard.press('Escape');
  await taskPage(window).getByRole('tab', { name: 'History' }).click();
  await picture(window, 'task-history');
  await taskPage(window).getByRole('tab', { name: 'Context' }).click();
  await taskPage(window).getByText('Everything the process knows').click();
  await picture(window, 'task-context');
});

test('pictures of a task for documents, and of a draft that stands against another', async ({ running }) => {
  const { window, api } = running;
  await resize(running, 1360, 860);
  await start(running, {
    document: { namespace: 'legal', name: 'contract-intake', title: 'Contract intake' },
    do: [
      {
        handIn: {
          metadata: { title: 'Upload the signed contract for Acme GmbH' },
          ask: {
            mode: 'file',
            prompt: 'Both parties have signed on the last page.',
            timeout: { after: { days: 3 } },
            files: [
              {
                name: 'contract',
                title: 'Signed contract',
                description: 'All pages in one file.',
                accept: ['.pdf'],
                maxCount: 1,
              },
              {
                name: 'proofs',
                title: 'Proofs',
                required: false,
                accept: ['image/*', 'text/plain'],
                maxCount: 3,
              },
            ],
          },
        },
      },
    ],
  });
  await go(window, 'Inbox');
  await rows(window).first().click();
  await expect(taskPage(window).getByRole('region', { name: 'Proofs' })).toBeVisible();
  await picture(window, 'files-empty');
  const browse = async (title: string, ...files: { name: string; mimeType: string; buffer: Buffer }[]) => {
    const chosen = window.waitForEvent('filechooser');
    await window.getByRole('button', { name: `Choose files for ${title}` }).click();
    await (await chosen).setFiles(files);
  };
  await browse('Signed contract', { name: 'acme-signed.pdf', mimeType: 'application/pdf', buffer: pdf() });
  await browse(
    'Proofs',
    { name: 'passport.png', mimeType: 'image/png', buffer: png },
    {
      name: 'notes.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Signed by R. Okafor on 18 November.\n'),
    },
    { name: 'annex.pdf', mimeType: 'application/pdf', buffer: pdf() },
  );
  await expect(taskPage(window).getByRole('alert')).toBeVisible();
  await window.getByRole('button', { name: 'Preview notes.txt' }).click();
  await expect(taskPage(window).getByText('Signed by R. Okafor')).toBeVisible();
  await picturesOf(running, 'files');

  await start(running, {
    do: [
      {
        say: {
          metadata: { title: 'Why was shipment SH-7710 held?' },
          ask: { prompt: 'The carrier wants one sentence.' },
        },
      },
    ],
  });
  await rows(window).filter({ hasText: 'SH-7710' }).click();
  const { humanTasks } = await api.humanTasks.list({});
  const taskAsstId = humanTasks.find(({ title }) => title.includes('SH-7710'))?.taskAsstId ?? '';
  const field = answerBar(window).getByRole('textbox', { name: 'Answer' });
  await field.fill('Customs asked for the invoice.');
  await window.keyboard.press('Control+s');
  await expect(answerBar(window).getByText(/^Saved /)).toBeVisible();
  const { revision } = await api.drafts.get({ taskAsstId });
  await window.clock.install();
  await window.clock.pauseAt((await window.evaluate(() => Date.now())) + 1000);
  await field.fill('Customs asked for the invoice, which was missing.');
  await api.drafts.save({ taskAsstId, data: { value: 'The invoice was missing.' }, baseRevision: revision });
  await window.clock.resume();
  await expect(taskPage(window).getByRole('alert')).toContainText('The invoice was missing.');
  await picturesOf(running, 'draft-conflict');
});

test('pictures of a step, of a failed task of the system, of people and of acting as one of them', async ({
  running,
}) => {
  const { window, api } = running;
  await resize(running, 1360, 860);
  const team = await aTeam(running);
  const approve = (name: string, title: string, prompt: string, assignment: Record<string, string>) => ({
    [name]: { metadata: { title }, ask: { mode: 'approval', prompt, assignment } },
  });
  const processId = await start(
    running,
    {
      document: { namespace: 'onboarding', name: 'supplier', title: 'Take on a supplier' },
      do: [
        {
          check: {
            metadata: { title: 'Check the supplier' },
            fork: {
              branches: [
                approve('credit', 'Check the credit of ${ .supplier }', 'Limit asked for: **${ .limit }**.', {
                  assigneeId: team.me,
                }),
                approve('terms', 'Agree to the terms', 'They want 60 days.', { assigneeId: 'olga' }),
                {
                  papers: {
                    metadata: { title: 'Upload the register extract' },
                    ask: {
                      mode: 'file',
                      prompt: 'Not older than 3 months.',
                      assignment: { roleId: 'approvers' },
                    },
                  },
                },
                { score: { metadata: { title: 'Compute the score' }, set: { score: 81 } } },
                approve('legal', 'Have the contract read', 'By the lawyers.', { roleId: 'lawyers' }),
                { cool: { metadata: { title: 'Wait for objections' }, wait: { days: 5 } } },
              ],
            },
          },
        },
      ],
    },
    { supplier: 'Northwind', limit: '€ 50 000' },
  );
  const open = async () => {
    await goTo(window, `#/processes/${processId}`);
    await processPage(window)
      .getByRole('region', { name: 'Timeline' })
      .getByRole('button', { name: 'Check the supplier', exact: true })
      .click();
  };
  await open();
  await window.getByRole('option').filter({ hasText: 'Check the credit' }).click();
  await expect(titleOf(taskPage(window))).toHaveText('Check the credit of Northwind');
  await resize(running, 1360, 860);
  await window.emulateMedia({ colorScheme: 'dark' });
  await picture(window, 'step-dark');
  await window.emulateMedia({ colorScheme: 'light' });
  await picture(window, 'step-light');
  await open();
  await resize(running, 400, 800);
  await picture(window, 'step-400px');
  await resize(running, 1360, 860);

  const failing = await start(running, {
    document: { namespace: 'shop', name: 'carrier', title: 'Book a carrier' },
    do: [
      {
        book: {
          metadata: { title: 'Book the carrier' },
          call: 'http',
          with: { method: 'post', endpoint: 'http://127.0.0.1:9/book', body: { order: 'A-17' } },
        },
      },
    ],
  });
  await expect.poll(async () => (await api.processes.get({ processId: failing })).statusCode).toBe('F');
  await goTo(window, `#/processes/${failing}`);
  await processPage(window)
    .getByRole('region', { name: 'Timeline' })
    .getByRole('button', { name: 'Book the carrier' })
    .click();
  await expect(window.getByRole('region', { name: 'System task' })).toBeVisible();
  await window.keyboard.press('y');
  await expect(window.getByRole('region', { name: 'Attempts' })).toBeVisible();
  await picturesOf(running, 'system-task');
  await go(window, 'People');
  await picturesOf(running, 'people');
  await actAs(window, 'O. Park');
  await window.getByRole('region', { name: 'Developer' }).scrollIntoViewIfNeeded();
  await picture(window, 'acting-as');
  await window.getByRole('button', { name: 'Stop' }).click();
  await go(window, 'Everyone’s');
  await rows(window).first().click();
  await expect(taskPage(window).getByRole('tab', { name: 'Details' })).toBeVisible();
  await picture(window, 'everyones-tasks');
});
