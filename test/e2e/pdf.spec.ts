import type { Locator, Page } from 'playwright/test';
import type { RunningApp } from '../support/app.ts';
import { violations } from '../support/e2e/axe.ts';
import { picturesOf } from '../support/e2e/pictures.ts';
import { start } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { go, rows, taskPage } from '../support/e2e/window.ts';
import { pdf } from '../support/file-task.ts';
import { paper, pdfFile, stream } from '../support/pdf-file.ts';

/** A text in the Japanese characters of a font that the file does not bring, and a scanned picture: all black. */
const contract = pdfFile({
  objects: [
    '<< /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /UniJIS-UCS2-H /DescendantFonts [11 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor 12 0 R >>',
    '<< /Type /FontDescriptor /FontName /Ryumin-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>',
    stream(
      '/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 8 /Rows 8 /BlackIs1 true >>',
      Buffer.from([0xff, 0x00, 0x10, 0x01]),
    ),
  ],
  pages: [
    {
      content: [
        '0.2 0.4 0.8 rg 0 752 595 90 re f 1 g BT /F1 26 Tf 50 787 Td (Framework contract) Tj ET',
        '0 g BT /F1 12 Tf 22 TL 50 710 Td (between Acme GmbH and Birch & Sons Ltd.) Tj T* T*',
        '(1. Deliveries are due on the first of each month.) Tj T* (2. Either party may end it with notice of a quarter.) Tj T* T*',
        '(Signed by both parties) Tj ET',
      ].join(' '),
    },
    {
      content: 'BT /F2 24 Tf 60 700 Td <65E5672C> Tj ET q 595 0 0 200 0 0 cm /Im0 Do Q',
      resources: '/XObject << /Im0 13 0 R >>',
    },
  ],
});

const locked = pdfFile({
  pages: [{ content: '' }],
  trailer: `/ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >>`,
});

/** Opens with a script, has another one on its page, asks for a page of endless height and for a file of the machine. */
const hostile = pdfFile({
  catalog:
    '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\); this.ran = true; globalThis.ran = true;) >> /AA << /WC << /S /Launch /F (file:///bin/true) >> >>',
  objects: [
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A << /S /URI /URI (https://example.org/) >> >>',
  ],
  pages: [
    {
      content:
        '0 0 1 rg 0 0 100000 100000000 re f BT /F1 12 Tf 10 10 Td (<img src=x onerror=alert\\(1\\)>) Tj ET',
      mediaBox: '0 0 595 100000000',
    },
    { content: '0 1 0 rg 0 0 595 842 re f' },
  ],
});

/** Draws a square, ten times ten times ten… times. */
const endless = pdfFile({
  objects: Array.from({ length: 10 }, (_form, level) =>
    level === 9
      ? stream('/Type /XObject /Subtype /Form /BBox [0 0 595 842]', Buffer.from('0 0 9 9 re f'))
      : stream(
          `/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /Next ${11 + level} 0 R >> >>`,
          Buffer.from('/Next Do '.repeat(10)),
        ),
  ),
  pages: [{ content: '/First Do', resources: '/XObject << /First 10 0 R >>' }],
});

async function handIn(running: RunningApp, files: Readonly<Record<string, Buffer>>): Promise<Locator> {
  const { window } = running;
  await start(running, {
    document: { namespace: 'legal', name: 'contract-intake', title: 'Contract intake' },
    do: [
      {
        handIn: {
          metadata: { title: 'Upload the signed contract for Acme GmbH' },
          ask: {
            mode: 'file',
            prompt: 'Both parties have signed on the last page.',
            files: [{ name: 'contract', title: 'Signed contract', accept: ['.pdf'], maxCount: 5 }],
          },
        },
      },
    ],
  });
  await go(window, 'Inbox');
  await rows(window).first().click();
  const card = taskPage(window).getByRole('region', { name: 'Signed contract' });
  const chosen = window.waitForEvent('filechooser');
  await card.getByRole('button', { name: /^Choose files for/ }).click();
  await (
    await chosen
  ).setFiles(Object.entries(files).map(([name, buffer]) => ({ name, mimeType: 'application/pdf', buffer })));
  await expect(card.getByRole('button', { name: /^Preview/ })).toHaveCount(Object.keys(files).length);
  return card;
}

async function look(card: Locator, name: string): Promise<Locator> {
  await card.getByRole('button', { name: `Preview ${name}` }).click();
  return card.getByRole('region', { name: `Pages of ${name}` });
}

/** The colour of a page where it is drawn, from its upper left corner. @param at as parts of its width and height */
function colour(picture: Locator, at: { readonly x: number; readonly y: number }): Promise<number[]> {
  return picture.locator('canvas').evaluate((canvas: HTMLCanvasElement, { x, y }) => {
    const copy = document.createElement('canvas');
    copy.width = canvas.width;
    copy.height = canvas.height;
    const context = copy.getContext('2d');
    context?.drawImage(canvas, 0, 0);
    return [
      ...(context?.getImageData(Math.floor(x * copy.width), Math.floor(y * copy.height), 1, 1).data ?? []),
    ].slice(0, 3);
  }, at);
}

/** In pixels of its picture. */
function widthOf(picture: Locator): Promise<number> {
  return picture.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.width);
}

function loaded(window: Page): Promise<string[]> {
  return window.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => /pdf/i.test(name)),
  );
}

test('[I39] a PDF is looked at page by page, drawn from what is in it and in the app alone', async ({
  running,
}) => {
  const { window } = running;
  const card = await handIn(running, { 'contract.pdf': contract });
  expect(await loaded(window)).toEqual([]);
  const pages = await look(card, 'contract.pdf');
  const first = pages.getByRole('img', { name: 'contract.pdf, page 1 of 2' });
  await expect.poll(() => colour(first, { x: 0.9, y: 0.03 })).toEqual([51, 102, 204]);
  expect(await colour(first, { x: 0.02, y: 0.98 })).toEqual([255, 255, 255]);
  await expect(pages).toContainText('Signed by both parties');
  const shape = await first.locator('canvas').evaluate((canvas) => canvas.clientHeight / canvas.clientWidth);
  expect(shape).toBeCloseTo(paper.height / paper.width, 1);
  expect(await violations(window)).toEqual([]);
  await picturesOf(running, 'pdf');
  // One reads and one draws.
  expect(window.workers()).toHaveLength(2);
  await expect(pages.getByRole('button', { name: 'Previous page' })).toBeDisabled();
  await pages.getByRole('button', { name: 'Next page' }).click();
  const second = pages.getByRole('img', { name: 'contract.pdf, page 2 of 2' });
  await expect(pages).toContainText('日本');
  await expect.poll(() => colour(second, { x: 0.5, y: 0.9 })).toEqual([0, 0, 0]);
  await expect(pages.getByRole('button', { name: 'Next page' })).toBeDisabled();

  const fitted = await widthOf(second);
  await pages.getByRole('button', { name: 'Zoom in' }).click();
  await expect(pages).toContainText('150 %');
  await expect.poll(async () => (await widthOf(second)) / fitted).toBeCloseTo(1.5, 1);
  await pages.getByRole('button', { name: 'Fit to width' }).click();
  await pages.getByRole('textbox', { name: 'Page' }).fill('1');
  await window.keyboard.press('Enter');
  await expect(first).toBeVisible();
  await expect(taskPage(window).getByRole('button', { name: 'Send answer' })).toBeVisible();

  for (const name of await loaded(window)) expect(name).toMatch(/^app:\/\/countersign\//);
  await card.getByRole('button', { name: 'Close the preview of contract.pdf' }).click();
  await expect(pages).toHaveCount(0);
  await expect.poll(() => window.workers().length).toBe(0);
});

test('[I39] a PDF that is damaged or locked says so, and one that means harm is a picture', async ({
  running,
}) => {
  const { window } = running;
  const card = await handIn(running, { 'broken.pdf': pdf(), 'locked.pdf': locked, 'hostile.pdf': hostile });
  await look(card, 'broken.pdf');
  await expect(card.getByRole('alert')).toContainText('This PDF is damaged and cannot be shown.');
  await card.getByRole('button', { name: 'Close the preview of broken.pdf' }).click();
  await look(card, 'locked.pdf');
  await expect(card.getByRole('alert')).toContainText('locked with a password');
  await card.getByRole('button', { name: 'Close the preview of locked.pdf' }).click();

  const dialogs: string[] = [];
  window.on('dialog', (dialog) => void dialogs.push(dialog.message()));
  const pages = await look(card, 'hostile.pdf');
  await expect(pages.getByRole('alert')).toContainText('This page is damaged');
  await expect(pages).toContainText('<img src=x onerror=alert(1)>');
  await pages.getByRole('button', { name: 'Next page' }).click();
  const second = pages.getByRole('img', { name: 'hostile.pdf, page 2 of 2' });
  await expect.poll(() => colour(second, { x: 0.5, y: 0.5 })).toEqual([0, 255, 0]);
  await second.click();
  expect(await window.evaluate(() => 'ran' in globalThis)).toBe(false);
  for (const worker of window.workers()) expect(await worker.evaluate(() => 'ran' in globalThis)).toBe(false);
  expect(await pages.locator('a, iframe, object, embed, script').count()).toBe(0);
  expect(dialogs).toEqual([]);
  expect(window.url()).toMatch(/^app:\/\/countersign\//);
});

test('[I39] a PDF that does not come to an end is given up, and the window goes on meanwhile', async ({
  running,
}) => {
  const { window } = running;
  const card = await handIn(running, { 'endless.pdf': endless });
  const pages = await look(card, 'endless.pdf');
  await expect(pages.getByRole('img')).toHaveAttribute('aria-busy', 'true');
  expect(window.workers()).toHaveLength(2);
  await go(window, 'Processes');
  await go(window, 'Inbox');
  await rows(window).first().click();
  await expect.poll(() => window.workers().length).toBe(0);
  await look(card, 'endless.pdf');
  await expect(pages.getByRole('alert')).toContainText('takes too long to draw', { timeout: 30_000 });
  await expect.poll(() => window.workers().length).toBe(0);
});
