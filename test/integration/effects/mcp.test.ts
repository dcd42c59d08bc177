import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { McpEffect } from '../../../src/engine/effect.ts';
import { testMcpServer } from '../../support/mcp-server.ts';
import { effectContext, problemOf, programEffects } from '../../support/programs.ts';
import { until } from '../../support/until.ts';

const serverFile = new URL('../../support/mcp-server.ts', import.meta.url).pathname;
const stripped = Number(process.versions.node.split('.')[0]) >= 24 ? [] : ['--experimental-strip-types'];

const effects = programEffects({ limits: { killMs: 200, responseBytes: 50_000 } });
let http: Server;
let origin: string;
const seen: Array<{ method: string; headers: IncomingHttpHeaders; body: unknown }> = [];

beforeAll(async () => {
  http = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      seen.push({ method: request.method ?? '', headers: request.headers, body });
      if (request.url === '/silent') return;
      if (request.url === '/cut') {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: message\n');
        return void setImmediate(() => response.destroy());
      }
      if (request.url === '/refused') return void response.writeHead(401).end('who are you');
      const transport = new StreamableHTTPServerTransport({});
      const server = testMcpServer();
      await server.connect(transport);
      await transport.handleRequest(request, response, body);
    })();
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

afterAll(async () => {
  http.closeAllConnections();
  http.close();
  await effects.close();
});

type Change = Partial<Omit<McpEffect, 'kind' | 'transport'>>;
const base = {
  kind: 'mcp',
  parameters: {},
  timeoutMs: null,
  client: { name: 'tests', version: '1' },
} as const;

function overHttp(method: string, change: Change = {}, path = '/mcp'): McpEffect {
  const transport = { http: { endpoint: { uri: origin + path }, headers: { 'x-tenant': 'blue' } } };
  return { ...base, method, transport, ...change };
}

function overStdio(
  method: string,
  change: Change = {},
  words: readonly string[] = [serverFile, 'stdio'],
): McpEffect {
  const stdio = {
    command: process.execPath,
    arguments: [...stripped, ...words],
    environment: { NODE_NO_WARNINGS: '1', TOKEN: 'x' },
  };
  return { ...base, method, transport: { stdio }, ...change };
}

const tool = (name: string, given: Record<string, string> = {}): Change => ({
  parameters: { name, arguments: given },
});

describe.each([
  ['streamable HTTP', overHttp],
  ['standard streams', overStdio],
])('a call over %s', (_, over) => {
  it('gives what the server has', async () => {
    expect(await effects.run(over('tools/list'), effectContext())).toMatchObject({
      tools: [{ name: 'echo' }],
    });
  });

  it('passes arguments on, with a key that stays the same when it is called again', async () => {
    const result = await effects.run(over('tools/call', tool('echo', { say: 'hi' })), effectContext());
    const { content } = result as { content: [{ text: string }] };
    expect(JSON.parse(content[0].text)).toEqual({
      name: 'echo',
      arguments: { say: 'hi' },
      _meta: { 'countersign/idempotency-key': 'process-1/do/0/task/1' },
    });
  });

  it('is a runtime error with the text of a tool that failed', async () => {
    const problem = await problemOf(effects, over('tools/call', tool('fail')));
    expect(problem).toMatchObject({ status: 500, title: 'Tool failed', detail: 'No such channel' });
    expect(problem.type).toMatch(/\/runtime$/);
  });

  it('is a runtime error when the server answers with one', async () => {
    const problem = await problemOf(effects, over('prompts/list'));
    expect(problem).toMatchObject({
      title: 'MCP error -32601',
      detail: expect.stringContaining('Method not found'),
    });
    expect(problem.type).toMatch(/\/runtime$/);
  });

  it('is a timeout when the server takes too long', async () => {
    const problem = await problemOf(effects, over('tools/call', { ...tool('hang'), timeoutMs: 3_000 }));
    expect(problem).toMatchObject({ status: 408, detail: 'The MCP call took longer than 3000 ms' });
  });

  it('is a communication error when the result is too large', async () => {
    const problem = await problemOf(effects, over('tools/call', tool('much')));
    expect(problem.type).toMatch(/\/communication$/);
  });
});

describe('over streamable HTTP', () => {
  it('offers the protocol version of the definition and sends its headers and credentials', async () => {
    seen.length = 0;
    const endpoint = { uri: 'https://mcp.example/mcp', authentication: { bearer: { token: 'letmein' } } };
    const rewriting = programEffects({ rewrites: [{ from: 'https://mcp.example', to: origin }] });
    const effect = {
      ...overHttp('tools/list'),
      transport: { http: { endpoint, headers: { 'x-tenant': 'blue' } } },
    };
    await rewriting.run({ ...effect, protocolVersion: '2025-03-26' }, effectContext());
    await rewriting.close();
    expect(seen[0]?.body).toMatchObject({ method: 'initialize', params: { protocolVersion: '2025-03-26' } });
    expect(seen.every(({ headers }) => headers.authorization === 'Bearer letmein')).toBe(true);
    expect(seen.every(({ headers }) => headers['x-tenant'] === 'blue')).toBe(true);
  });

  it('offers the version that the language names where the definition names none', async () => {
    seen.length = 0;
    await effects.run(overHttp('tools/list'), effectContext());
    expect(seen[0]?.body).toMatchObject({ params: { protocolVersion: '2025-06-18' } });
  });

  it('is a communication error with the status of a refusal', async () => {
    const problem = await problemOf(effects, overHttp('tools/list', {}, '/refused'));
    expect(problem).toMatchObject({ status: 401, detail: expect.stringContaining('gave no answer') });
    expect(problem.type).toMatch(/\/communication$/);
  });

  it('is a communication error when the response breaks off', async () => {
    const problem = await problemOf(effects, overHttp('tools/list', {}, '/cut'));
    expect(problem.type).toMatch(/\/communication$/);
  });

  it('is a communication error where nobody listens', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => {
      closed.listen(0, '127.0.0.1', resolve);
    });
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => {
      closed.close(resolve);
    });
    const endpoint = { uri: `http://127.0.0.1:${port}/mcp` };
    const effect = { ...overHttp('tools/list'), transport: { http: { endpoint, headers: {} } } };
    expect(await problemOf(effects, effect)).toMatchObject({
      status: 503,
      detail: expect.stringContaining('accepts no connection'),
    });
  });

  it('ends when its task does', async () => {
    const abort = new AbortController();
    const ended = problemOf(
      effects,
      overHttp('tools/list', {}, '/silent'),
      effectContext({ signal: abort.signal }),
    );
    seen.length = 0;
    await until('the request has arrived', () => seen.length > 0);
    abort.abort();
    expect((await ended).status).not.toBe(408);
  });
});

describe('over standard streams', () => {
  it('needs the leave that shell commands need', async () => {
    const careful = programEffects({ policy: { allows: () => false } });
    expect(await problemOf(careful, overStdio('tools/list'))).toMatchObject({ status: 403 });
    await careful.close();
  });

  it('gives the program the named environment and little else', async () => {
    process.env['COUNTERSIGN_TEST_SECRET'] = 'leaked';
    const result = await effects.run(overStdio('tools/call', tool('environment')), effectContext());
    delete process.env['COUNTERSIGN_TEST_SECRET'];
    const { content } = result as { content: [{ text: string }] };
    expect(content[0].text.split(' ')).toContain('TOKEN');
    expect(content[0].text).not.toContain('COUNTERSIGN');
  });

  it('leaves nothing running', async () => {
    const result = await effects.run(overStdio('tools/call', tool('pids')), effectContext());
    const { content } = result as { content: [{ text: string }] };
    const pids = JSON.parse(content[0].text) as number[];
    expect(pids).toHaveLength(2);
    await until('server and what it started are gone', () => !pids.some(isAlive));
  });

  it('says what the program complained about when it ends at once', async () => {
    const words = ['-e', 'console.error("no token given"); process.exit(1)'];
    const problem = await problemOf(effects, overStdio('tools/list', {}, words));
    expect(problem.detail).toContain('no token given');
    expect(problem.type).toMatch(/\/communication$/);
  });

  it('says that there is no such program', async () => {
    const stdio = { command: 'countersign-no-such-program', arguments: [], environment: {} };
    const problem = await problemOf(effects, { ...overStdio('tools/list'), transport: { stdio } });
    expect(problem.detail).toBe('countersign-no-such-program cannot be started: it was not found');
  });
});

/** What nobody has asked for its exit code still has a number: it runs no more. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
