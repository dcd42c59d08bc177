import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { CountersignError } from '../../shared/errors.ts';
import type { Authenticate } from '../authenticate.ts';
import { mustHaveScope } from '../handlers/base.ts';
import type { ServerParts } from '../server-parts.ts';
import { readFileBytes } from './stored-files.ts';

const Address = z.object({ taskAsstId: z.uuid(), fileId: z.uuid() });

/** Where the bytes of a file are, which are too long for the contract's messages. */
const contentPath = '/api/human-tasks/:taskAsstId/files/:fileId/content';

/** The bytes of files: `GET /api/human-tasks/{taskAsstId}/files/{fileId}/content`. */
export function registerFileRoutes(
  app: FastifyInstance,
  parts: Pick<ServerParts, 'db'>,
  authenticate: Authenticate,
): void {
  app.get(contentPath, async (request, reply) => {
    const { caller } = await authenticate(request);
    mustHaveScope(caller, 'workflow.read');
    const address = Address.safeParse(request.params);
    if (!address.success) throw new CountersignError('FILE_NOT_FOUND');
    const { file, bytes } = await readFileBytes(parts, caller, address.data);
    const digest = Buffer.from(file.digest.slice('sha-256:'.length), 'hex').toString('base64');
    return reply
      .headers({
        'content-type': file.type,
        'content-length': file.size,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        'content-digest': `sha-256=:${digest}:`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      .send(Readable.from(bytes));
  });
}
