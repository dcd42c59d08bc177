import { Writable } from 'node:stream';
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { fault } from '../faults.ts';

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

/**
 * Reads and decompresses a body, and stops where it gets too large.
 * @throws WorkflowError (communication) beyond `maxBytes` or for an unknown coding; errors of streams as they are
 */
export async function readBody(
  body: Readable,
  coding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  const steps = decodersOf(coding, body);
  const chunks: Buffer[] = [];
  let size = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maxBytes) return done(tooLarge(maxBytes));
      chunks.push(chunk);
      done();
    },
  });
  await pipeline([body, ...steps, sink]);
  return Buffer.concat(chunks);
}

/** The last coding that was applied comes off first. */
function decodersOf(coding: string | undefined, body: Readable): Transform[] {
  const names = (coding ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names
    .filter((name) => name !== '' && name !== 'identity')
    .reverse()
    .map((name) => {
      const decoder = decoders[name];
      if (decoder !== undefined) return decoder();
      body.destroy();
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
