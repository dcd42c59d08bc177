import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { morePaths } from '../../../src/server/http/openapi/more-paths.ts';
import type { ServerNode } from '../../../src/server/node.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { call } from '../../support/server/call.ts';
import { startIssuer, type TestIssuer } from '../../support/server/issuer.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';
import { startTestNode } from '../../support/server/test-node.ts';

interface Document {
  readonly openapi: string;
  readonly security: unknown;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly servers?: readonly { readonly url: string }[] }>>>
  >;
}

/** Not described: how the node is doing, the description itself, and the same contract once more as RPC. */
const exceptions = [
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /api/docs',
  'GET /api/openapi.json',
  'GET /rpc/sync/handshake',
  'POST /rpc/sync/handshake',
];
/** The contract, whose procedures the generator describes. */
const ofTheContract = /^[A-Z]+ \/(api|rpc)\/\*$/;

const registered = new Set<string>();
let database: TestDatabase;
let issuer: TestIssuer;
let node: ServerNode;
let document: Document;

beforeAll(async () => {
  database = await openTestDatabase();
  issuer = await startIssuer(systemClock);
  node = await startTestNode({
    databaseUrl: database.url,
    issuer: issuer.url,
    onApp: (app) =>
      app.addHook('onRoute', ({ method, url }) => {
        for (const each of [method].flat()) if (each !== 'HEAD') registered.add(`${each} ${url}`);
      }),
  });
  document = (await call(`${node.url}/api/openapi.json`)).json as Document;
});

afterAll(async () => {
  await node.stop();
  await issuer.close();
  await database.close();
});

/** As Fastify writes it: `GET /scim/v2/Users/:id`. */
function describedRoutes(): string[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { servers }]) => {
      const server = (servers?.[0]?.url ?? '/api').replace(/\/$/, '');
      return `${method.toUpperCase()} ${server}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    }),
  );
}

describe('the description of the API', () => {
  it('is OpenAPI of the whole contract', () => {
    expect(document.openapi).toMatch(/^3\.1/);
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/sync/handshake', '/devices/{deviceId}', '/account']),
    );
    expect(document.security).toEqual([{ token: [] }]);
  });

  it('is a page that runs no script and loads nothing from anywhere', async () => {
    const { text, headers } = await call(`${node.url}/api/docs`);
    expect(text).not.toMatch(/<script|\bsrc=|@import|url\(|https?:\/\//i);
    expect(text).toContain('<code>/api/human-tasks</code>');
    expect(text).toContain('<code>/scim/v2/Users</code>');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  it('has every route that is registered', () => {
    const described = new Set([...describedRoutes(), ...exceptions]);
    const missing = [...registered].filter((route) => !described.has(route) && !ofTheContract.test(route));
    expect(missing).toEqual([]);
    expect(exceptions.filter((route) => !registered.has(route))).toEqual([]);
  });

  it('names no route that nobody registered, besides the procedures of the contract', () => {
    const outside = describedRoutes().filter((route) => !route.includes(' /api/'));
    expect(outside.filter((route) => !registered.has(route))).toEqual([]);
    expect(describedRoutes()).toEqual(
      expect.arrayContaining([
        'GET /api/sync/changes',
        'GET /api/sync/feed',
        'POST /portal/command',
        'PATCH /scim/v2/Groups/:id',
        'GET /api/human-tasks/:taskAsstId/files/:fileId/content',
      ]),
    );
  });

  it('names what is beside the contract differently, and refers to nothing outside of it', () => {
    const text = JSON.stringify(Object.keys(morePaths).map((path) => document.paths[path]));
    const names = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(text).not.toContain('"$ref":"');
  });

  it('says what the envelopes of the portal are', () => {
    const text = JSON.stringify(document.paths['/portal/command']);
    expect(text).toContain('lightapi.net/workflow/completeTask/0.1.0');
    expect(text).not.toContain('getHumanTaskList');
  });
});
