import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { fault } from '../faults.ts';

type Decode = (body: Buffer, limits: { maxOutputLength: number }) => Promise<Buffer>;

const zlibDecode: Decode = promisify(inflate);
const rawDecode: Decode = promisify(inflateRaw);

const decoders: Readonly<Record<string, Decode>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  // Some servers leave out the zlib header that the standard demands; browsers have always taken both.
  deflate: (body, limits) => ((body[0] ?? 0) % 16 === 8 ? zlibDecode : rawDecode)(body, limits),
  br: promisify(brotliDecompress),
};

/**
 * Reads and decompresses a body, and stops where it gets too large.
 * @throws WorkflowError (communication) beyond `maxBytes` or for an unknown coding; errors of streams and zlib as they are
 */
export async function readBody(
  body: Readable,
  coding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  let bytes = await collect(body, maxBytes);
  // A response to HEAD names a coding, too.
  if (bytes.length === 0) return bytes;
  for (const decode of decodersOf(coding)) {
    try {
      bytes = await decode(bytes, { maxOutputLength: maxBytes });
    } catch (error) {
      const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
      throw isTooLarge ? tooLarge(maxBytes) : error;
    }
  }
  return bytes;
}

async function collect(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The last coding that was applied comes off first. */
function decodersOf(coding: string | undefined): Decode[] {
  const names = (coding ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names
    .filter((name) => name !== '' && name !== 'identity')
    .reverse()
    .map((name) => {
      const decoder = decoders[name];
      if (decoder !== undefined) return decoder;
      throw fault('communication', 'The response is compressed in a way that was not asked for', {
        status: 502,
      });
    });
}

function tooLarge(maxBytes: number): Error {
  return fault('communication', `The response is larger than ${maxBytes} bytes`, {
    status: 502,
    title: 'Response too large',
  });
}
