import { Readable } from 'node:stream';
import type { AccountFiles } from '../../local/files/account-files.ts';
import type { StoredFile } from '../../shared/contract/files.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { largestPdfPreview, previewedFile } from '../../shared/file-preview.ts';
import { appOrigin } from './origin.ts';

/**
 * Answers the window's requests for pictures of files, and for the bytes of a PDF, of which the page draws the picture. Only what
 * is one by its bytes is given out, as what it is by its bytes, and with nothing allowed to it: whoever opens it as a page sees a
 * picture without an origin, scripts or a network.
 */
export async function servePreview(
  files: Pick<AccountFiles, 'read'>,
  actor: () => Actor,
  request: { readonly method: string; readonly url: string },
): Promise<Response> {
  const question = request.method === 'GET' ? previewedFile(request.url) : null;
  if (question === null) return noPreview();
  try {
    const { file, bytes } = await files.read(actor(), question);
    const may = permitted(file);
    if (may === null) {
      bytes.destroy();
      return noPreview();
    }
    const body = Readable.toWeb(bytes) as unknown as ReadableStream<Uint8Array>;
    return new Response(body, { headers: { ...headers, ...may, 'content-type': file.type } });
  } catch {
    // Not there, not theirs, or not readable: a picture that is missing says nothing about which.
    return noPreview();
  }
}

/** What the page may do with it: put a picture in its place, read a PDF; null: neither. */
function permitted({ preview, size }: StoredFile): Record<string, string> | null {
  if (preview === 'image') return { 'cross-origin-resource-policy': 'cross-origin' };
  if (preview !== 'pdf' || size > largestPdfPreview) return null;
  return { 'cross-origin-resource-policy': 'same-origin', 'access-control-allow-origin': appOrigin };
}

const headers = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

function noPreview(): Response {
  return new Response('Not found', {
    status: 404,
    headers: { ...headers, 'cross-origin-resource-policy': 'same-origin', 'content-type': 'text/plain' },
  });
}
