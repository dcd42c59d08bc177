import { describe, expect, it } from 'vitest';
import { startStub } from '../../conformance/stubs/stub-service.ts';
import { countersign, someFiles } from '../../support/countersign.ts';

const go = (data: number) => JSON.stringify({ type: 'go', data });

const twoEvents = `
do:
  - first: { listen: { to: { one: { with: { type: go } } } }, export: { as: '{ first: .[0] }' } }
  - second: { listen: { to: { one: { with: { type: go } } } } }
  - both: { set: { first: '\${ $context.first }', second: '\${ .[0] }' } }
`;

describe('countersign run with events', () => {
  it('delivers one after the other, each when the process waits for one, and names what was not used', async () => {
    using files = someFiles();
    const events = [go(1), go(2), go(3)].flatMap((event) => ['--event', event]);
    const { code, out, err } = await countersign('run', files.workflow(twoEvents), '--json', ...events);
    expect(JSON.parse(out)).toEqual({ status: 'completed', output: { first: 1, second: 2 } });
    expect({ code, err }).toEqual({ code: 0, err: 'Nothing waited for go; the event was not used.\n' });
  });

  it('says for which events it waits, and exits 3', async () => {
    using files = someFiles();
    const { code, out } = await countersign('run', files.workflow(twoEvents), '--json', '--event', go(1));
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      status: 'waiting',
      waitingFor: [{ path: '/do/1/second', kind: 'listen', wait: { kind: 'event', filters: ['go'] } }],
    });
  });

  it('starts a workflow that is scheduled on an event, with the event as its input', async () => {
    using files = someFiles();
    const file = files.workflow(
      "schedule: { on: { one: { with: { type: go } } } }\ndo: [ { note: { set: { n: '${ .[0].data }' } } } ]\n",
    );
    const { out } = await countersign('run', file, '--json', '--event', '{"type":"other"}', '--event', go(7));
    expect(JSON.parse(out)).toEqual({ status: 'completed', output: { n: 7 } });
  });

  it('exits 3 when no event starts it', async () => {
    using files = someFiles();
    const file = files.workflow(
      'schedule: { on: { one: { with: { type: go } } } }\ndo: [ { note: { set: { n: 1 } } } ]\n',
    );
    const { code, out } = await countersign('run', file, '--json', '--event', '{"type":"other"}');
    expect([code, JSON.parse(out)]).toMatchObject([3, { status: 'waiting', output: null }]);
  });

  it('runs a workflow that is scheduled by the clock once, and at once', async () => {
    using files = someFiles();
    const file = files.workflow(
      "schedule: { every: { milliseconds: 1000 } }\ndo: [ { pause: { wait: PT0.05S } }, { note: { set: { n: '${ .n }' } } } ]\n",
    );
    const { out } = await countersign('run', file, '--json', '--input', '{"n":1}');
    expect(JSON.parse(out)).toEqual({ status: 'completed', output: { n: 1 } });
  });
});

describe('countersign run with what surrounds a workflow', () => {
  it('calls services at other addresses with secrets, and prints nothing of them', async () => {
    using files = someFiles();
    await using service = await startStub(({ url, headers }) =>
      headers.authorization === 'Bearer s3cr3t' ? { body: { asked: url } } : { status: 401 },
    );
    const file = files.workflow(`
use: { secrets: [token] }
do:
  - ping:
      call: http
      with:
        method: get
        endpoint:
          uri: https://service.example/ping
          authentication: { bearer: { token: '\${ $secrets.token }' } }
`);
    const { code, out, err } = await countersign(
      'run',
      file,
      '--json',
      '--secret',
      'token=s3cr3t',
      '--rewrite',
      `https://service.example=${service.url}/v1`,
    );
    expect({ code, out, err }).toEqual({
      code: 0,
      out: '{"status":"completed","output":{"asked":"/v1/ping"}}\n',
      err: '',
    });
  });

  it('finds the fields of an authentication in a secret that is an object', async () => {
    using files = someFiles();
    await using service = await startStub(({ headers }) => ({ body: headers.authorization ?? null }));
    const file = files.workflow(`
use: { secrets: [login] }
do:
  - ping:
      call: http
      with:
        method: get
        endpoint: { uri: '${service.url}', authentication: { basic: { use: login } } }
`);
    const secret = 'login={"username":"ada","password":"pw"}';
    const { out } = await countersign('run', file, '--json', '--secret', secret);
    expect(JSON.parse(out)).toMatchObject({ output: `Basic ${Buffer.from('ada:pw').toString('base64')}` });
  });

  it('runs other workflows that it is given, answers what they ask, and says what they wait for', async () => {
    using files = someFiles();
    const child = files.workflow(
      "do: [ { question: { ask: { prompt: 'Shall we?', mode: confirm } }, }, { said: { set: { said: '${ .value }' } } } ]\n",
      'child',
    );
    const parent = files.workflow(
      "do: [ { call: { run: { workflow: { namespace: test, name: child, version: '1.0.0' } } } } ]\n",
    );
    const waiting = await countersign('run', parent, '--with', child, '--json');
    expect(waiting.code).toBe(3);
    expect(JSON.parse(waiting.out)).toMatchObject({
      waitingFor: [
        { path: '/do/0/call', wait: { kind: 'child' } },
        { workflow: 'test/child@1.0.0', path: '/do/0/question', wait: { kind: 'approval' } },
      ],
    });
    const answer = '/do/0/question={"value":true}';
    const answered = await countersign('run', parent, '--with', child, '--json', '--answer', answer);
    expect(JSON.parse(answered.out)).toEqual({ status: 'completed', output: { said: true } });
  });

  it('waits for a process that was started and is not awaited', async () => {
    using files = someFiles();
    await using service = await startStub(() => ({ body: {} }));
    const child = files.workflow(
      `do: [ { rest: { wait: PT0.05S } }, { tell: { call: http, with: { method: post, endpoint: '${service.url}', body: {} } } } ]\n`,
      'child',
    );
    const parent = files.workflow(
      "do: [ { call: { run: { await: false, workflow: { namespace: test, name: child, version: '1.0.0' } } } } ]\n",
    );
    const { out } = await countersign('run', parent, '--with', child, '--json', '--input', '{"mine":1}');
    expect(JSON.parse(out)).toEqual({ status: 'completed', output: { mine: 1 } });
    expect(service.requests).toHaveLength(1);
  });

  it('runs commands only when they are allowed', async () => {
    using files = someFiles();
    const file = files.workflow("do: [ { hello: { run: { shell: { command: 'echo hello' } } } } ]\n");
    const refused = await countersign('run', file, '--json');
    expect([refused.code, JSON.parse(refused.out)]).toMatchObject([
      1,
      { status: 'faulted', error: { status: 403, instance: '/do/0/hello' } },
    ]);
    const allowed = await countersign('run', file, '--json', '--allow', 'shell');
    expect(JSON.parse(allowed.out)).toEqual({ status: 'completed', output: 'hello' });
  });

  it('runs scripts, and keeps what the workflow logs out of what it prints', async () => {
    using files = someFiles();
    const file = files.workflow(`
do:
  - say: { call: log, with: { message: 'On it', level: info } }
  - plus: { run: { script: { language: js, code: 'console.log(40 + 2)' } } }
`);
    const { out, err } = await countersign('run', file, '--json');
    expect([JSON.parse(out), err]).toEqual([{ status: 'completed', output: '42' }, 'info: On it\n']);
  });
});

describe('countersign run and time', () => {
  it('waits for timeouts and retries like for any other timer', async () => {
    using files = someFiles();
    const file = files.workflow(`
do:
  - attempt:
      try:
        - hear: { listen: { to: { one: { with: { type: never } } } }, timeout: { after: PT0.05S } }
      catch:
        retry: { delay: PT0.05S, limit: { attempt: { count: 1 } } }
`);
    const { code, out } = await countersign('run', file, '--json');
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { status: 'faulted', error: { status: 408, instance: '/do/0/attempt/try#2/0/hear' } },
    ]);
  });

  it('exits 3 and says until when it waits, where that is longer than it was to wait', async () => {
    using files = someFiles();
    const file = files.workflow('do: [ { pause: { wait: { minutes: 5 } } } ]\n');
    const { code, out } = await countersign('run', file, '--json', '--max-wait', '1');
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      waitingFor: [
        { path: '/do/0/pause', wait: { kind: 'timer', untilTs: expect.stringMatching(/Z$/) as string } },
      ],
    });
  });
});

describe('what countersign run reads', () => {
  it.each([
    ['JSON', '{"n":{"m":1}}'],
    ['YAML', '{ n: { m: 1 } }'],
    ['lines of YAML', 'n:\n  m: 1\n'],
  ])('%s as its input, also from a file', async (_, text) => {
    using files = someFiles();
    const file = files.workflow("do: [ { take: { set: { m: '${ .n.m }' } } } ]\n");
    const named = files.write('input.txt', text);
    for (const input of [text, `@${named}`, named]) {
      const { out } = await countersign('run', file, '--json', '--input', input);
      expect(JSON.parse(out)).toEqual({ status: 'completed', output: { m: 1 } });
    }
  });

  it.each([
    ['an input that is neither JSON nor YAML', ['--input', '{"n":'], '--input is neither JSON nor YAML'],
    ['an input that is a bare word', ['--input', 'nonsense'], '--input is not JSON'],
    ['an input file that is not there', ['--input', '@missing.json'], 'missing.json cannot be read'],
    ['an event without a type', ['--event', '{"data":1}'], 'type'],
    ['an event that is no object', ['--event', '5'], 'An event is a JSON object'],
    ['a secret without a name', ['--secret', 's3cr3t'], '--secret'],
    ['a rewrite without a place to go', ['--rewrite', 'https://a.example'], '--rewrite'],
    ['something else to allow', ['--allow', 'everything'], 'shell'],
    ['another workflow that is not there', ['--with', 'missing.yaml'], 'missing.yaml cannot be read'],
    ['an answer without a path', ['--answer', 'APPROVED'], '--answer'],
  ])('%s is refused with exit code 2, and nothing runs', async (_, flags, message) => {
    using files = someFiles();
    const file = files.workflow('do: [ { one: { set: { n: 1 } } } ]\n');
    const { code, out, err } = await countersign('run', file, '--json', ...flags);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});
