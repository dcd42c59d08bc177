import type { Locator, Page } from 'playwright/test';
import type { RunningApp } from '../support/app.ts';
import { violations } from '../support/e2e/axe.ts';
import { endedProcess, start, waitingTask } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { announcement, answerBar, go, rows, taskPage } from '../support/e2e/window.ts';
import { pdf, png } from '../support/file-task.ts';

const contract = { name: 'contract.pdf', mimeType: 'application/pdf', buffer: pdf() };
const notes = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('The annex is missing.\n') };
const photo = { name: 'photo.png', mimeType: 'image/png', buffer: png };

async function ask(running: RunningApp): Promise<void> {
  await start(running, {
    document: { namespace: 'legal', name: 'contract-intake', title: 'Contract intake' },
    do: [
      {
        handIn: {
          metadata: { title: 'Upload the signed contract for Acme GmbH' },
          ask: {
            mode: 'file',
            prompt: 'Both parties have signed on the last page.',
            files: [
              {
                name: 'contract',
                title: 'Signed contract',
                description: 'All pages in one file.',
                accept: ['.pdf'],
                maxSize: '1 MB',
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
      { decide: { ask: { mode: 'approval', prompt: 'Is it all there?' } } },
    ],
  });
}

async function open({ window }: RunningApp): Promise<Locator> {
  await go(window, 'Inbox');
  await rows(window).first().click();
  await expect(taskPage(window).getByRole('region', { name: 'Signed contract' })).toBeVisible();
  return taskPage(window);
}

/** Lets go of a file, or pastes it, as a browser tells the page. */
async function give(target: Locator, how: 'drop' | 'paste', file: typeof contract): Promise<void> {
  const bytes = [...file.buffer];
  await target.evaluate(
    (element, { how, name, type, bytes }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name, { type }));
      const options = { bubbles: true, cancelable: true };
      element.dispatchEvent(
        how === 'drop'
          ? new DragEvent('drop', { ...options, dataTransfer: data })
          : new ClipboardEvent('paste', { ...options, clipboardData: data }),
      );
    },
    { how, name: file.name, type: file.mimeType, bytes },
  );
}

async function browse(window: Page, card: Locator, ...files: (typeof contract)[]): Promise<void> {
  const chosen = window.waitForEvent('filechooser');
  await card.getByRole('button', { name: /^Choose files for/ }).click();
  await (await chosen).setFiles(files);
}

test('[H40 I14 I39 I40 I41 I42 I43] what is wanted is listed, dropped, pasted and browsed for, looked at and sent', async ({
  running,
}) => {
  const { window } = running;
  await ask(running);
  const page = await open(running);
  const card = page.getByRole('region', { name: 'Signed contract' });
  await expect(card).toContainText('All pages in one file.');
  await expect(card).toContainText('.pdf · up to 1 MB each · 1 file');
  await answerBar(window).getByRole('button', { name: 'Send answer' }).click();
  await expect(card.getByRole('alert')).toContainText('a file is required');

  await give(card, 'drop', contract);
  await expect(announcement(window)).toHaveText('Uploaded · contract.pdf');
  await expect(card).toContainText('Complete');
  const proofs = page.getByRole('region', { name: 'Proofs' });
  await browse(window, proofs, photo);
  await expect(proofs.getByText('photo.png')).toBeVisible();
  await give(page, 'paste', notes);
  await expect(proofs.getByText('notes.txt')).toBeVisible();

  await proofs.getByRole('button', { name: 'Preview photo.png' }).click();
  await expect
    .poll(() =>
      proofs
        .getByRole('img', { name: 'photo.png' })
        .evaluate((image: HTMLImageElement) => image.naturalWidth),
    )
    .toBe(1);
  await proofs.getByRole('button', { name: 'Preview notes.txt' }).click();
  await expect(proofs.getByText('The annex is missing.')).toBeVisible();
  expect(await violations(window)).toEqual([]);
  await proofs.getByRole('button', { name: 'Remove photo.png' }).click();
  await expect(proofs.getByText('photo.png')).toHaveCount(0);

  await window.keyboard.press('Control+Enter');
  await expect(rows(window).first()).toContainText('Is it all there?');
  await rows(window).first().click();
  const files = taskPage(window).getByRole('tab', { name: /^Files 2/ });
  await files.click();
  await expect(taskPage(window).getByRole('tabpanel')).toContainText('contract.pdf');
  // So soon after the answer before, a press is taken for its second click and does nothing.
  const approve = answerBar(window).getByRole('button', { name: 'Approve' });
  await expect(async () => {
    if (await approve.isVisible()) await approve.click();
    await expect(approve).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await endedProcess(running);
});

test('[I39] a file that is too large, or not what it says, is refused with the reason', async ({
  running,
}) => {
  const { window } = running;
  await ask(running);
  const page = await open(running);
  const card = page.getByRole('region', { name: 'Signed contract' });
  await browse(window, card, { ...contract, buffer: Buffer.alloc(1024 * 1024 + 1) });
  await expect(card.getByRole('alert')).toContainText('at most 1 MB are taken');
  await card.getByRole('button', { name: 'Dismiss contract.pdf' }).click();
  await expect(card.getByRole('alert')).toHaveCount(0);
  await give(card, 'drop', { ...contract, buffer: png });
  await expect(card.getByRole('alert')).toContainText('contract.pdf');
  const { taskAsstId } = await waitingTask(running);
  expect((await running.api.files.list({ taskAsstId })).files).toEqual([]);
});
