import { createServer, request as httpRequest, Agent, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openScriptedProxy, type Fault, type ScriptedProxy } from '../../support/net/scripted-proxy.ts';
import { seededFaults } from '../../support/net/seeded-faults.ts';
import { until } from '../../support/until.ts';

const answerOf = (body: string) => `${body}:${'.'.repeat(5000)}`;

/** A server that keeps what it got, behind a proxy. */
async function world(
  ...faults: Fault[]
): Promise<{ proxy: ScriptedProxy; got: string[]; broken: () => number }> {
  const got: string[] = [];
  let broken = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      got.push(body);
      response.end(answerOf(body));
    });
    request.on('error', () => (broken += 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await openScriptedProxy((server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await proxy.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  proxy.next(...faults);
  return { proxy, got, broken: () => broken };
}

/** @throws Error with the code of the socket when the answer does not come whole */
async function post({ port }: ScriptedProxy, body: string, agent: Agent | false = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { port, host: '127.0.0.1', method: 'POST', agent },
      (response: IncomingMessage) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(text));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

test('without a fault everything arrives, both ways, over one connection or many', async () => {
  const { proxy, got } = await world();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const large = 'x'.repeat(3_000_000);
  expect(await post(proxy, large)).toBe(answerOf(large));
  for (const body of ['a', 'b', 'c']) expect(await post(proxy, body, agent)).toBe(answerOf(body));
  expect(got.slice(1)).toEqual(['a', 'b', 'c']);
  expect(proxy.connections).toBe(2);
});

test('latency delays each way', async () => {
  const { proxy } = await world({ request: { latencyMs: 60 }, response: { latencyMs: 60 } });
  const before = performance.now();
  await post(proxy, 'slow');
  expect(performance.now() - before).toBeGreaterThan(115);
});

test('a narrow line carries so many bytes a second', async () => {
  const { proxy } = await world({ response: { bytesPerSecond: 20_000 } });
  const before = performance.now();
  expect(await post(proxy, 'narrow')).toBe(answerOf('narrow'));
  expect(performance.now() - before).toBeGreaterThan(200);
});

test.each(['cut', 'reset'] as const)('a request that is %s in its middle does not arrive', async (how) => {
  const { proxy, got, broken } = await world({ request: { stop: { at: 200, how } } });
  await expect(post(proxy, 'y'.repeat(1000))).rejects.toThrow(/socket hang up|ECONNRESET|EPIPE/);
  await until('the server has noticed', () => broken() === 1);
  expect(got).toEqual([]);
});

test.each(['cut', 'reset'] as const)('a response that is %s in its middle comes short', async (how) => {
  const { proxy, got } = await world({ response: { stop: { at: 2000, how } } });
  await expect(post(proxy, 'short')).rejects.toThrow(/aborted|ECONNRESET/);
  expect(got).toEqual(['short']);
});

test('a lost response: the server has done it, and the client never hears of it', async () => {
  const { proxy, got } = await world({ response: { stop: { at: 0, how: 'reset' } } });
  await expect(post(proxy, 'lost')).rejects.toThrow(/ECONNRESET|socket hang up/);
  expect(got).toEqual(['lost']);
});

test('half open: the answer stops and the connection stays', async () => {
  const { proxy } = await world({ response: { stop: { at: 50, how: 'hang' } } });
  const outcome = post(proxy, 'hang').then(
    () => 'answered',
    () => 'broken',
  );
  const patience = new Promise<string>((resolve) => void setTimeout(resolve, 250, 'waits'));
  expect(await Promise.race([outcome, patience])).toBe('waits');
  proxy.breakAll();
  expect(await outcome).toBe('broken');
});

test('delivered twice: the server gets the request once more, the client one answer', async () => {
  const { proxy, got } = await world({ replayAfterMs: 10 });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  expect(await post(proxy, 'one', agent)).toBe(answerOf('one'));
  expect(await post(proxy, 'two', agent)).toBe(answerOf('two'));
  await until('both came again', () => got.length === 4);
  expect(got.toSorted()).toEqual(['one', 'one', 'two', 'two']);
  expect(proxy.replays).toBe(2);
});

test('connections are refused one by one, or by nobody listening', async () => {
  const { proxy, got } = await world({ refuse: true });
  await expect(post(proxy, 'refused')).rejects.toThrow(/ECONNRESET|socket hang up/);
  await proxy.goAway();
  await expect(post(proxy, 'nobody')).rejects.toThrow('ECONNREFUSED');
  await proxy.comeBack();
  expect(await post(proxy, 'again')).toBe(answerOf('again'));
  expect(got).toEqual(['again']);
});

test('a pulled cable silences open connections, and new ones work', async () => {
  const { proxy } = await world();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  await post(proxy, 'before', agent);
  proxy.hangAll();
  const silent = post(proxy, 'silent', agent).catch(() => 'broken');
  expect(await post(proxy, 'new')).toBe(answerOf('new'));
  proxy.breakAll();
  expect(await silent).toBe('broken');
});

test.each(['request', 'response'] as const)(
  'a %s that came first is overtaken by a later one',
  async (way) => {
    const { proxy, got } = await world({ [way]: { behind: { connections: 1, atMostMs: 10_000 } } });
    const answered: string[] = [];
    const send = async (body: string) => answered.push(await post(proxy, body));
    const first = send('first');
    await until('it is under way', () => proxy.connections === 1);
    await Promise.all([first, send('second')]);
    expect(answered).toEqual([answerOf('second'), answerOf('first')]);
    expect(got).toEqual(way === 'request' ? ['second', 'first'] : ['first', 'second']);
    expect(proxy.overtaken).toBe(1);
  },
);

test('nobody comes later: what waits to be overtaken goes on in time', async () => {
  const { proxy } = await world({ request: { behind: { connections: 2, atMostMs: 30 } } });
  expect(await post(proxy, 'alone')).toBe(answerOf('alone'));
  expect(proxy.overtaken).toBe(0);
});

test('the same seed makes the same faults, and all kinds come', () => {
  const [first, second] = [seededFaults(7), seededFaults(7)];
  const made = Array.from({ length: 300 }, () => first());
  expect(Array.from({ length: 300 }, () => second())).toEqual(made);
  expect(new Set(made.map(({ kind }) => kind)).size).toBe(10);
  const onlyLost = seededFaults(1, { responseLost: 1 });
  expect(onlyLost()).toEqual({ kind: 'responseLost', response: { stop: { at: 0, how: 'reset' } } });
});
