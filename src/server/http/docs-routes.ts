import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { FastifyInstance } from 'fastify';
import { docsPage, docsStyle } from './docs-page.ts';

const hash = createHash('sha256').update(docsStyle).digest('base64');
const policy = `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'`;

/** /api/openapi.json, and the same for people at /api/docs: one page without a script, so that it loads nothing from anywhere. */
export function registerDocs(app: FastifyInstance, version: string): void {
  let made: Promise<{ json: string; html: string }> | null = null;
  const get = () => {
    made ??= documentOf(version).then(
      (found) => ({ json: JSON.stringify(found), html: docsPage(found) }),
      (error: unknown) => {
        made = null;
        throw error;
      },
    );
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

function documentOf(version: string): Promise<object> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./openapi-worker.ts', import.meta.url), { workerData: version });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The document was not made')));
  });
}
