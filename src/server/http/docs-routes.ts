import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { docsPage, docsStyle } from './docs-page.ts';

const hash = createHash('sha256').update(docsStyle).digest('base64');
const policy = `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'`;

/** /api/openapi.json, and the same for people at /api/docs: one page without a script, so that it loads nothing from anywhere. */
export function registerDocs(app: FastifyInstance, document: () => Promise<object>): void {
  let made: Promise<{ json: string; html: string }> | null = null;
  const get = () => {
    made ??= document().then((found) => ({ json: JSON.stringify(found), html: docsPage(found) }));
    return made;
  };
  app.get('/api/openapi.json', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((await get()).json),
  );
  app.get('/api/docs', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .send((await get()).html),
  );
}
