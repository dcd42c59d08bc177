import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { call } from '../../support/server/call.ts';
import { startIssuer, type TestIssuer } from '../../support/server/issuer.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';
import { startTestNode } from '../../support/server/test-node.ts';

let database: TestDatabase;
let issuer: TestIssuer;
let token: string;

beforeAll(async () => {
  database = await openTestDatabase();
  issuer = await startIssuer(systemClock);
  const host = '0190c0de-0000-7000-8000-0000000000e1';
  token = await issuer.token({ sub: 'alice', host, scope: 'workflow.read workflow.write' });
});
afterAll(async () => {
  await issuer.close();
  await database.close();
});

test('a node that is stopped ends its streams and does not wait for their readers', async () => {
  const node = await startTestNode({
    databaseUrl: database.url,
    issuer: issuer.url,
    env: { DRAIN_SECONDS: '600' },
  });
  const headers = { authorization: `Bearer ${token}` };
  const streams = await Promise.all(
    ['/api/changes', '/api/sync/feed'].map((path) => fetch(`${node.url}${path}`, { headers })),
  );
  expect(streams.map(({ status }) => status)).toEqual([200, 200]);
  const ends = streams.map((stream) => stream.text().catch(() => 'cut'));
  await node.stop();
  await Promise.all(ends);
  await expect(call(`${node.url}/healthz`)).rejects.toThrow(/fetch failed/);
});

test('each call leaves a span with its procedure, in the trace that the caller began', async () => {
  interface Spans {
    resourceSpans: {
      resource: { attributes: { key: string; value: { stringValue: string } }[] };
      scopeSpans: { spans: { name: string; traceId: string; parentSpanId: string }[] }[];
    }[];
  }
  const exported: Spans[] = [];
  const collector = createServer((request, response) => {
    void json(request).then((body) => {
      exported.push(body as Spans);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const node = await startTestNode({
    databaseUrl: database.url,
    issuer: issuer.url,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
      OTEL_SERVICE_NAME: 'team-server',
    },
  });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const parentSpanId = 'b7ad6b7169203331';
  const headers = { traceparent: `00-${traceId}-${parentSpanId}-01` };
  expect((await call(`${node.url}/api/account`, { token, headers })).status).toBe(200);
  // Stopping sends what has not been sent.
  await node.stop();
  collector.close();
  const [{ resource, scopeSpans } = { resource: { attributes: [] }, scopeSpans: [] }] = exported.flatMap(
    ({ resourceSpans }) => resourceSpans,
  );
  expect(resource.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'team-server' } });
  expect(scopeSpans.flatMap(({ spans }) => spans)).toMatchObject([
    { name: 'GET account.info', traceId, parentSpanId },
  ]);
  expect(JSON.stringify(exported)).not.toContain(token);
});
