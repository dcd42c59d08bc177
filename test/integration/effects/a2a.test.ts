import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { A2aEffect } from '../../../src/engine/effect.ts';
import type { Json, JsonObject } from '../../../src/shared/json.ts';
import { effectContext, problemOf, programEffects } from '../../support/programs.ts';

interface Call {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
}

const effects = programEffects({ limits: { responseBytes: 20_000, streamEvents: 3, requestMs: 2_000 } });
let server: Server;
let origin: string;
let calls: Call[] = [];
let answer: (response: ServerResponse, call: Call) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const call = {
        url: request.url ?? '',
        headers: request.headers,
        body: (text === '' ? {} : JSON.parse(text)) as JsonObject,
      };
      calls.push(call);
      answer(response, call);
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  calls = [];
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await effects.close();
});

function a2a(method: string, parameters: Json, change: Partial<A2aEffect> = {}): A2aEffect {
  return { kind: 'a2a', server: { uri: `${origin}/agent` }, method, parameters, ...change };
}

function json(response: ServerResponse, body: Json, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const result = (value: Json) => ({ jsonrpc: '2.0', id: 'x', result: value });
const question = { message: { parts: [{ kind: 'text', text: 'Report' }] } };

describe('a call to an agent', () => {
  it('gives the result and sends JSON-RPC', async () => {
    answer = (response) => json(response, result({ kind: 'task', id: 't1' }));
    const output = await effects.run(a2a('tasks/get', { id: 't1' }), effectContext());
    expect(output).toEqual({ kind: 'task', id: 't1' });
    expect(calls[0]?.body).toMatchObject({ jsonrpc: '2.0', method: 'tasks/get', params: { id: 't1' } });
  });

  it('sends a message with an id that stays the same when it is sent again', async () => {
    answer = (response) => json(response, result({}));
    await effects.run(a2a('message/send', question), effectContext());
    await effects.run(a2a('message/send', question), effectContext());
    const [first, second] = calls.map(({ body }) => body['params']);
    expect(first).toMatchObject({ message: { messageId: 'process-1/do/0/task/1', role: 'user' } });
    expect(second).toEqual(first);
  });

  it('leaves the id and role that the author gives', async () => {
    answer = (response) => json(response, result({}));
    const message = { ...question.message, messageId: 'mine', role: 'agent' };
    await effects.run(a2a('message/send', { message }), effectContext());
    expect(calls[0]?.body['params']).toEqual({ message });
  });

  it.each([
    ['version 0.3', { url: '/rpc', preferredTransport: 'JSONRPC' }],
    [
      'version 0.3 with another favourite',
      {
        url: '/grpc',
        preferredTransport: 'GRPC',
        additionalInterfaces: [{ url: '/rpc', transport: 'JSONRPC' }],
      },
    ],
    ['version 1.0', { supportedInterfaces: [{ url: '/rpc', protocolBinding: 'JSONRPC' }] }],
  ])('goes where an agent card of %s says, with its credentials', async (_, card) => {
    answer = (response, { url }) => json(response, url === '/card.json' ? card : result('done'));
    const endpoint = { uri: `${origin}/card.json`, authentication: { bearer: { token: 'letmein' } } };
    const effect: A2aEffect = { kind: 'a2a', agentCard: { endpoint }, method: 'tasks/get', parameters: {} };
    expect(await effects.run(effect, effectContext())).toBe('done');
    expect(calls.map(({ url }) => url)).toEqual(['/card.json', '/rpc']);
    expect(calls.every(({ headers }) => headers.authorization === 'Bearer letmein')).toBe(true);
  });

  it('keeps the credentials of a card from an agent elsewhere', async () => {
    const elsewhere = origin.replace('127.0.0.1', 'localhost');
    answer = (response, { url }) =>
      json(response, url === '/card.json' ? { url: `${elsewhere}/rpc` } : result('done'));
    const rewriting = programEffects({ rewrites: [{ from: elsewhere, to: origin }] });
    const endpoint = { uri: `${origin}/card.json`, authentication: { bearer: { token: 'letmein' } } };
    const effect: A2aEffect = { kind: 'a2a', agentCard: { endpoint }, method: 'tasks/get', parameters: {} };
    await rewriting.run(effect, effectContext());
    await rewriting.close();
    expect(calls[1]?.headers.authorization).toBeUndefined();
  });

  it.each(['{}', 'no card', '{"url": "grpc://x", "preferredTransport": "GRPC"}'])(
    'is a configuration error when the card is %s',
    async (card) => {
      answer = (response) => response.end(card);
      const agentCard = { endpoint: { uri: `${origin}/card.json` } };
      const problem = await problemOf(effects, {
        kind: 'a2a',
        agentCard,
        method: 'tasks/get',
        parameters: {},
      });
      expect(problem.type).toMatch(/\/configuration$/);
    },
  );

  it('is a runtime error when the agent answers with one', async () => {
    answer = (response) =>
      json(response, { jsonrpc: '2.0', id: 'x', error: { code: -32001, message: 'Task not found' } });
    const problem = await problemOf(effects, a2a('tasks/get', { id: 'none' }));
    expect(problem).toMatchObject({ status: 500, title: 'A2A error -32001', detail: 'Task not found' });
    expect(problem.type).toMatch(/\/runtime$/);
  });

  it.each([
    ['a status', (response: ServerResponse) => json(response, {}, 503), 503],
    ['no JSON', (response: ServerResponse) => response.end('hello'), 502],
    ['another protocol', (response: ServerResponse) => json(response, { ok: true }), 502],
    ['too much', (response: ServerResponse) => json(response, result('x'.repeat(30_000))), 502],
    ['nothing', (response: ServerResponse) => response.destroy(), 502],
  ])('is a communication error when the answer is %s', async (_, send, status) => {
    answer = send;
    const problem = await problemOf(effects, a2a('tasks/get', {}));
    expect(problem.type).toMatch(/\/communication$/);
    expect(problem.status).toBe(status);
  });
});

describe('a stream of an agent', () => {
  const stream = (response: ServerResponse, ...pieces: string[]) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of pieces) response.write(piece);
    return response;
  };
  const event = (value: Json) => `data: ${JSON.stringify(result(value))}\n\n`;

  it('gives the list of its results, in order, however it is cut into pieces', async () => {
    const whole = `: hello\r\n\r\nevent: x\r\nid: 1\r\n${event('Größe').replaceAll('\n', '\r\n')}${event(2)}`;
    answer = (response) => {
      const bytes = Buffer.from(whole);
      stream(response);
      for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
      response.end();
    };
    expect(await effects.run(a2a('message/stream', question), effectContext())).toEqual(['Größe', 2]);
    expect(calls[0]?.headers.accept).toBe('text/event-stream');
    expect(calls[0]?.body).toMatchObject({ params: { message: { role: 'user' } } });
  });

  it('reads data of several lines as one', async () => {
    answer = (response) => stream(response, 'data: {"jsonrpc":"2.0",\ndata: "result": 1}\n\n').end();
    expect(await effects.run(a2a('tasks/resubscribe', { id: 't' }), effectContext())).toEqual([1]);
  });

  it('is a runtime error when the agent sends one in the middle', async () => {
    const error = { jsonrpc: '2.0', id: 'x', error: { code: -32603, message: 'Broke' } };
    answer = (response) => stream(response, event(1), `data: ${JSON.stringify(error)}\n\n`).end();
    expect((await problemOf(effects, a2a('message/stream', question))).detail).toBe('Broke');
  });

  it('is the error of an agent that cannot stream', async () => {
    answer = (response) =>
      json(response, { jsonrpc: '2.0', id: 'x', error: { code: -32004, message: 'Not supported' } });
    expect((await problemOf(effects, a2a('message/stream', question))).detail).toBe('Not supported');
  });

  it.each([
    [
      'too many results',
      (response: ServerResponse) => stream(response, ...[1, 2, 3, 4].map(event)).end(),
      /more than 3 events/,
    ],
    [
      'too much',
      (response: ServerResponse) => stream(response, `data: ${'x'.repeat(30_000)}`),
      /larger than 20000 bytes/,
    ],
    [
      'a cut',
      (response: ServerResponse) => setImmediate(() => stream(response, event(1)).destroy()),
      /was cut/,
    ],
    ['a status', (response: ServerResponse) => json(response, {}, 401), /answered 401/],
  ])('is a communication error for %s', async (_, send, detail) => {
    answer = send;
    const problem = await problemOf(effects, a2a('message/stream', question));
    expect(problem.type).toMatch(/\/communication$/);
    expect(problem.detail).toMatch(detail);
  });

  it('is a timeout when it does not end', async () => {
    answer = (response) => void stream(response, event(1));
    expect(await problemOf(effects, a2a('message/stream', question))).toMatchObject({ status: 408 });
  });

  it('ends when its task does', async () => {
    const abort = new AbortController();
    answer = (response) => {
      stream(response, event(1));
      abort.abort();
    };
    const context = effectContext({ signal: abort.signal });
    expect((await problemOf(effects, a2a('message/stream', question), context)).status).not.toBe(408);
  });
});
