import { Readable } from 'node:stream';
import type { AccountFiles } from '../../local/files/account-files.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { previewedFile } from '../../shared/file-preview.ts';

/**
 * Answers the window's requests for pictures of files. Only what is a picture by its bytes is given out, as what it is by its
 * bytes, and with nothing allowed to it: whoever opens it as a page sees a picture without an origin, scripts or a network.
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
    if (file.preview !== 'image') {
      bytes.destroy();
      return noPreview();
    }
    const body = Readable.toWeb(bytes) as unknown as ReadableStream<Uint8Array>;
    return new Response(body, { headers: { ...headers, 'content-type': file.type } });
  } catch {
    // Not there, not theirs, or not readable: a picture that is missing says nothing about which.
    return noPreview();
  }
}

/** The picture is embedded from another origin, the page's; nothing else about it is open. */
const headers = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

function noPreview(): Response {
  return new Response('Not found', { status: 404, headers: { ...headers, 'content-type': 'text/plain' } });
}
