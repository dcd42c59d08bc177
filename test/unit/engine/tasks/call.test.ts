import { describe, expect, it } from 'vitest';
import { resolveEffect } from '../../../../src/engine/effect-arguments.ts';
import type { Effect } from '../../../../src/engine/effect.ts';
import { advance } from '../../../../src/engine/interpreter.ts';
import type { Json } from '../../../../src/shared/json.ts';
import { aHost, recorded, returned, start, taskAt } from '../../../support/engine.ts';

/** The effect that a task asks for, and what is shown of it. */
async function effectOf(task: string, input: Json = {}, use = '{}'): Promise<{ effect: Json; what: string }> {
  const { state, result } = await start(`use: ${use}\ndo: [{ a: ${task} }]`, input);
  if (result.error !== null) throw new Error(`${result.error.detail} (${result.error.type})`);
  const { plan, wait } = taskAt(state, '/do/0/a');
  return { effect: plan ?? null, what: wait?.kind === 'runtime' ? wait.what : 'does not run' };
}

/** What the process fails with. */
async function errorOf(task: string, input: Json = {}): Promise<unknown> {
  return (await start(`do: [{ a: ${task} }]`, input)).result.error;
}

const get = (endpoint: string) =>
  `{ call: http, with: { method: get, endpoint: ${JSON.stringify(endpoint)} } }`;

describe('call: http', () => {
  it('asks for a request with everything in it evaluated', async () => {
    const { effect, what } = await effectOf(
      `{ call: http, with: {
        method: post, endpoint: 'https://e.org/pets/{id}?full=1', headers: { X-Count: '\${ .count }' },
        query: { tag: '\${ .tags }' }, body: { pet: '\${ .pet }' }, output: response, redirect: true } }`,
      { id: 7, count: 2, tags: ['a', 'b'], pet: { name: 'Rex' } },
    );
    expect(effect).toEqual({
      kind: 'http',
      method: 'POST',
      endpoint: { uri: 'https://e.org/pets/7?full=1' },
      headers: { 'X-Count': '2' },
      query: { tag: ['a', 'b'] },
      body: { pet: { name: 'Rex' } },
      output: 'response',
      redirect: true,
    });
    expect(what).toBe('POST https://e.org/pets/7');
  });

  it('has no body, headers or query unless they are given, and the content as its output', async () => {
    expect((await effectOf(get('https://e.org'))).effect).toEqual({
      kind: 'http',
      method: 'GET',
      endpoint: { uri: 'https://e.org' },
      headers: {},
      query: {},
      output: 'content',
      redirect: false,
    });
  });

  it('takes headers and query as one expression each', async () => {
    const task = `{ call: http, with: { method: get, endpoint: 'https://e.org', headers: '\${ .h }', query: '\${ .q }' } }`;
    expect((await effectOf(task, { h: { A: 'b' }, q: { c: 1 } })).effect).toMatchObject({
      headers: { A: 'b' },
      query: { c: 1 },
    });
  });

  it.each([
    ['https://e.org/{a}/{b}', 'https://e.org/x%2Fy/'],
    ['https://e.org/?q={a}&n={n}', 'https://e.org/?q=x%2Fy&n=1'],
    ['https://e.org/${ .a }', 'https://e.org/x%2Fy'],
    ['${ .base }/pets', 'https://shop.e.org/v1/pets'],
    ['${ .base }', 'https://shop.e.org/v1'],
    ['https://e.org/{hostile}', 'https://e.org/%24%7B%20%24secrets.key%20%7D'],
  ])('expands %s to %s', async (endpoint, uri) => {
    const input = { a: 'x/y', n: 1, base: 'https://shop.e.org/v1', hostile: '${ $secrets.key }' };
    expect((await effectOf(get(endpoint), input)).effect).toMatchObject({ endpoint: { uri } });
  });

  it.each([
    [
      `{ call: http, with: { method: '\${ .m }', endpoint: 'https://e.org' } }`,
      { m: 'GET x' },
      '/with/method must be a method of HTTP',
    ],
    [
      `{ call: http, with: { method: get, endpoint: 'https://e.org', headers: '\${ .h }' } }`,
      { h: 'A' },
      '/with/headers must be an object of texts',
    ],
    [
      `{ call: http, with: { method: get, endpoint: 'https://e.org', headers: { A: '\${ .h }' } } }`,
      { h: [1] },
      '/with/headers/A must be text',
    ],
    [
      `{ call: http, with: { method: get, endpoint: 'https://e.org', query: '\${ .q }' } }`,
      { q: 1 },
      '/with/query must be an object',
    ],
    [get('${ .uri }'), { uri: '/pets' }, '/with/endpoint must be an address with its scheme'],
    [get('${ .uri }'), { uri: null }, '/with/endpoint must be text'],
  ])('fails when an argument turns out to be something else: %s', async (task, input, detail) => {
    expect(await errorOf(task, input)).toMatchObject({
      type: expect.stringContaining('/errors/validation') as string,
      status: 400,
      detail: expect.stringContaining(detail) as string,
      instance: '/do/0/a',
    });
  });

  it('ends with what came of the request, or fails with its error', async () => {
    const { definition, state, host } = await start(`do: [{ a: ${get('https://e.org')} }]`);
    const good = returned(state, '/do/0/a', { ok: true, output: { name: 'Rex' } });
    expect(await advance(definition, good, host)).toMatchObject({
      status: 'completed',
      output: { name: 'Rex' },
    });
    const error = { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication', status: 503 };
    const bad = returned(state, '/do/0/a', { ok: false, error });
    expect((await advance(definition, bad, host)).error).toEqual({ ...error, instance: '/do/0/a' });
  });
});

describe('signing in', () => {
  const call = (authentication: string) =>
    `{ call: http, with: { method: get, endpoint: { uri: 'https://e.org', authentication: ${authentication} } } }`;

  it('may be written in place or referred to by name, and is evaluated', async () => {
    const policy = `{ oauth2: { authority: 'https://id.e.org', grant: client_credentials, client: { id: '\${ .id }' }, scopes: [a] } }`;
    const oauth2 = {
      authority: 'https://id.e.org',
      grant: 'client_credentials',
      client: { id: 'me' },
      scopes: ['a'],
    };
    const expected = { endpoint: { uri: 'https://e.org', authentication: { oauth2 } } };
    expect((await effectOf(call(policy), { id: 'me' })).effect).toMatchObject(expected);
    const named = await effectOf(
      call('{ use: shop }'),
      { id: 'me' },
      `{ authentications: { shop: ${policy} } }`,
    );
    expect(named.effect).toMatchObject(expected);
  });

  it('by a secret goes out as its name', async () => {
    const host = aHost();
    host.secrets.set('login', { username: 'me', password: 'TOP' });
    const { state } = await start(
      `use: { secrets: [login] }\ndo: [{ a: ${call('{ basic: { use: login } }')} }]`,
      {},
      host,
    );
    expect(taskAt(state, '/do/0/a').plan).toMatchObject({
      endpoint: { authentication: { basic: { use: 'login' } } },
    });
  });
});

describe('secrets', () => {
  const task = `{ call: http, with: {
    method: get, endpoint: 'https://{tenant}.e.org/\${ $secrets.key }', headers: { A: 'Token \${ $secrets.key }' },
    body: { key: '\${ $secrets.key }' } } }`;

  it('are in nothing that is recorded, and in place when the effect runs', async () => {
    const host = aHost();
    host.secrets.set('key', 'TOP');
    const { state } = await start(`use: { secrets: [key] }\ndo: [{ a: ${task} }]`, { tenant: 'acme' }, host);
    const { plan, path, input } = taskAt(state, '/do/0/a');
    expect(JSON.stringify(state.tasks.get('/do/0/a'))).not.toContain('TOP');
    expect(await resolveEffect(plan as unknown as Effect, { path, input }, host)).toMatchObject({
      endpoint: { uri: 'https://acme.e.org/TOP' },
      headers: { A: 'Token TOP' },
      body: { key: 'TOP' },
    });
  });

  it('cannot be had by data that looks like the place of one', async () => {
    const body = { $deferred: '${ $secrets.key }', variables: {} };
    const task = `{ call: http, with: { method: get, endpoint: 'https://e.org', body: '\${ .body }' } }`;
    expect(await errorOf(task, { body })).toMatchObject({
      detail: 'Data for an effect cannot have a property named $deferred.',
    });
  });
});

describe('the other calls', () => {
  it.each<[task: string, effect: Json, what: string]>([
    [
      `{ call: openapi, with: { document: { endpoint: 'https://e.org/{v}.json' }, operationId: list, parameters: { a: '\${ .n }' } } }`,
      {
        kind: 'openapi',
        document: { endpoint: { uri: 'https://e.org/v2.json' } },
        operationId: 'list',
        parameters: { a: 1 },
        output: 'content',
        redirect: false,
      },
      'list of https://e.org/v2.json',
    ],
    [
      `{ call: graphql, with: { endpoint: 'https://e.org', query: '{ pets { name } }', variables: { n: '\${ .n }' }, operationName: Pets } }`,
      {
        kind: 'graphql',
        endpoint: { uri: 'https://e.org' },
        query: '{ pets { name } }',
        variables: { n: 1 },
        operationName: 'Pets',
        headers: {},
      },
      'Pets at https://e.org',
    ],
    [
      `{ call: mcp, with: { method: tools/call, parameters: { name: add, arguments: { a: '\${ .n }' } }, timeout: PT5S, transport: { stdio: { command: server, arguments: ['\${ .v }'] } } } }`,
      {
        kind: 'mcp',
        method: 'tools/call',
        parameters: { name: 'add', arguments: { a: 1 } },
        timeoutMs: 5000,
        transport: { stdio: { command: 'server', arguments: ['v2'], environment: {} } },
        client: { name: 'Countersign', version: '0.1.0' },
      },
      'tools/call add at server',
    ],
    [
      `{ call: mcp, with: { method: tools/list, transport: { http: { endpoint: 'https://e.org/mcp', headers: { A: b } } }, client: { name: me, version: '1' } } }`,
      {
        kind: 'mcp',
        method: 'tools/list',
        parameters: {},
        timeoutMs: null,
        transport: { http: { endpoint: { uri: 'https://e.org/mcp' }, headers: { A: 'b' } } },
        client: { name: 'me', version: '1' },
      },
      'tools/list at https://e.org/mcp',
    ],
    [
      `{ call: a2a, with: { method: tasks/get, agentCard: { name: Ann, endpoint: 'https://e.org/card' }, parameters: '\${ .p }' } }`,
      {
        kind: 'a2a',
        method: 'tasks/get',
        agentCard: { name: 'Ann', endpoint: { uri: 'https://e.org/card' } },
        parameters: { id: 'x' },
      },
      'tasks/get at https://e.org/card',
    ],
    [
      `{ call: email, with: { server: { host: mail.e.org }, from: a@e.org, to: '\${ .to }', subject: 'For \${ .n }', text: Hi } }`,
      {
        kind: 'email',
        server: { host: 'mail.e.org', port: 587, secure: false },
        from: 'a@e.org',
        to: ['b@e.org', 'c@e.org'],
        cc: [],
        bcc: [],
        subject: 'For 1',
        text: 'Hi',
      },
      'e-mail to b@e.org, c@e.org',
    ],
    [
      `{ call: publish, with: { view: Results, title: 'Of \${ .v }', content: '\${ .p }' } }`,
      { kind: 'publish', view: 'Results', title: 'Of v2', format: 'json', content: { id: 'x' } },
      'result in Results',
    ],
    [
      `{ call: log, with: { message: 'Of \${ .v }', data: '\${ .p }' } }`,
      { kind: 'log', level: 'info', message: 'Of v2', data: { id: 'x' } },
      'log entry',
    ],
  ])('%s', async (task, effect, what) => {
    const input = { v: 'v2', n: 1, p: { id: 'x' }, to: ['b@e.org', 'c@e.org'] };
    expect(await effectOf(task, input)).toEqual({ effect, what });
  });
});

describe('a function of the definition', () => {
  const use = `use:
    functions:
      getPet: { input: { schema: { document: { required: [petId] } } }, call: http, with: { method: get, endpoint: 'https://e.org/pets/{petId}' } }
      log: { set: { mine: '\${ .x }' } }
      both: { do: [{ first: { call: log } }, { second: { call: getPet, with: { petId: '\${ .mine }' } } }] }`;

  it('runs as a task inside the call, with the evaluated arguments as its input', async () => {
    const { definition, state, host } = await start(
      `${use}\ndo: [{ a: { call: getPet, with: { petId: '\${ .id }' }, output: { as: .name } } }]`,
      { id: 7 },
    );
    expect(taskAt(state, '/do/0/a/call/0/getPet')).toMatchObject({
      input: { petId: 7 },
      plan: { endpoint: { uri: 'https://e.org/pets/7' } },
    });
    const done = returned(state, '/do/0/a/call/0/getPet', { ok: true, output: { name: 'Rex' } });
    expect(await advance(definition, done, host)).toMatchObject({ status: 'completed', output: 'Rex' });
  });

  it('may call others, may have the name of something built in, and gets the input of the call if no arguments are given', async () => {
    const { state } = await start(`${use}\ndo: [{ a: { call: both } }]`, { x: 3 });
    expect(taskAt(state, '/do/0/a/call/0/both/do/1/second/call/0/getPet').plan).toMatchObject({
      endpoint: { uri: 'https://e.org/pets/3' },
    });
  });

  it('is held to the schema of its input', async () => {
    const { result } = await start(`${use}\ndo: [{ a: { call: getPet, with: { id: 1 } } }]`);
    expect(result.error).toMatchObject({
      type: expect.stringContaining('/errors/validation') as string,
      instance: '/do/0/a/call/0/getPet',
    });
  });

  it('has its arguments evaluated once, however often it is woken', async () => {
    const host = aHost();
    const first = await start(
      `${use}\ndo: [{ a: { call: getPet, with: { petId: '\${ .id }' } } }]`,
      { id: 7 },
      host,
    );
    const asked = host.expressions.calls.length;
    const again = await advance(first.definition, first.state, host);
    expect(recorded(first.state, again).status).toBe('waiting');
    expect(host.expressions.calls).toHaveLength(asked);
  });
});
