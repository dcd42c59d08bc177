import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { servePreview } from '../../../src/main/app/file-previews.ts';
import type { StoredFile } from '../../../src/shared/contract/files.ts';
import { CountersignError } from '../../../src/shared/errors.ts';
import type { Actor } from '../../../src/shared/human-task/actor.ts';
import { largestPdfPreview, previewAddress } from '../../../src/shared/file-preview.ts';
import type { UserId } from '../../../src/shared/ids.ts';

const taskAsstId = '01890a5d-ac96-774b-bcce-b302099a8057';
const fileId = '01890a5d-ac96-774b-bcce-b302099a8058';
const address = previewAddress(taskAsstId, fileId);
const maya: Actor = { userId: 'maya' as UserId, permissions: new Set() };

const picture: StoredFile = {
  fileId,
  handle: `countersign:file:${fileId}`,
  taskId: taskAsstId,
  requirement: 'pictures',
  name: 'picture.png',
  size: 3,
  type: 'image/png',
  digest: `sha-256:${'0'.repeat(64)}`,
  uploadedBy: 'maya',
  uploadedTs: '2026-05-22T14:30:00.000Z',
  preview: 'image',
  answered: false,
};

function asking(file: StoredFile | CountersignError) {
  const asked: unknown[] = [];
  const files = {
    read: async (...question: unknown[]) => {
      asked.push(question);
      if (file instanceof CountersignError) throw file;
      return { file, bytes: Readable.from([Buffer.from('abc')]) };
    },
  };
  const request = (method: string, url: string) => servePreview(files, () => maya, { method, url });
  return { asked, request };
}

describe('the picture of a file', () => {
  it('is given out as what it is, and may do nothing', async () => {
    const { asked, request } = asking(picture);
    const response = await request('GET', address);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'image/png',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(await response.text()).toBe('abc');
    expect(asked).toEqual([[maya, { taskAsstId, fileId }]]);
  });

  it('is drawn by the page where the file is a PDF: only the page can read its bytes', async () => {
    const { request } = asking({ ...picture, type: 'application/pdf', preview: 'pdf' });
    const response = await request('GET', address);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/pdf',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'access-control-allow-origin': 'app://countersign',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(await response.text()).toBe('abc');
  });

  it.each<[string, StoredFile | CountersignError]>([
    ['is text', { ...picture, type: 'text/html', preview: 'text' }],
    ['is no picture', { ...picture, type: 'application/zip', preview: 'none' }],
    [
      'is a PDF that is too large to be drawn',
      { ...picture, type: 'application/pdf', preview: 'pdf', size: largestPdfPreview + 1 },
    ],
    ['is not there', new CountersignError('FILE_NOT_FOUND')],
    ['is not theirs to see', new CountersignError('FORBIDDEN')],
  ])('is not there for a file that %s', async (_what, file) => {
    const response = await asking(file).request('GET', address);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(response.headers.get('content-type')).toBe('text/plain');
  });

  it.each([
    ['POST', address],
    ['GET', `${address}/more`],
    ['GET', `${address}?query`],
    ['GET', 'app://files/'],
    ['GET', `app://files/../countersign/index.html`],
  ])('%s %s asks for nothing', async (method, url) => {
    const { asked, request } = asking(picture);
    expect((await request(method, url)).status).toBe(404);
    expect(asked).toEqual([]);
  });
});
