import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../src/engine/definition/parse-definition.ts';
import { aSource, problemsOf } from '../../../support/engine.ts';

const use = `
  use:
    authentications: { shop: { basic: { use: login } }, open: { bearer: { token: '\${ $secrets.login.token }' } } }
    errors: { gone: { type: 'https://e.org/gone', status: 410 } }
    functions: { getPet: { call: http, with: { method: get, endpoint: 'https://e.org/pets/{petId}' } } }
    retries: { often: { delay: PT1S, limit: { attempt: { count: 3 } } } }
    secrets: [login]
    timeouts: { soon: { after: PT1M } }
    extensions: [{ audit: { extend: all, when: .audited, before: [{ note: { call: log, with: { message: x } } }] } }]
`;

/** The problems of a task in a definition that has something of everything under `use`, with paths below the task. */
function problemsIn(task: string): string[] {
  const other = '- other: { set: { x: 1 } }';
  return problemsOf(`${use}\n  do:\n    - a: ${task}\n    ${other}`).map((problem) =>
    problem.replace('/do/0/a', ''),
  );
}

const http = 'method: get, endpoint: "https://e.org"';
const mcp = 'method: tools/list, transport: { stdio: { command: server } }';
const mail = 'server: { host: mail.e.org }, from: a@e.org, to: b@e.org, subject: Hello, text: Hi';

describe('what the language has is accepted', () => {
  it.each([
    '{ for: { in: .items }, do: [{ b: { set: { x: "${ $item }" } } }] }',
    '{ for: { each: pet, in: .pets, at: n }, while: $n < 3, do: [] }',
    '{ fork: { branches: [{ b: { wait: PT1S } }, { c: { do: [{ b: { set: { x: 1 } } }] } }], compete: true } }',
    '{ try: [{ b: { raise: { error: gone } } }], catch: { errors: { with: { status: 410, details: x } }, as: err, when: $err, retry: often, do: [{ c: { set: { x: 1 } } }] } }',
    '{ try: [], catch: { retry: { backoff: { exponential: {} }, jitter: { from: PT0S, to: { seconds: 1 } }, limit: { duration: PT1H } } } }',
    '{ emit: { event: { with: { source: "https://e.org", type: x.y, tenant: "${ .t }", data: { a: "${ .a }" } } } } }',
    '{ listen: { to: { one: { with: { type: x }, correlate: { id: { from: .data.id, expect: "${ .id }" } } } }, read: envelope } }',
    '{ listen: { to: { any: [], until: { one: { with: { type: stop } } } } }, foreach: { item: event, at: i, do: [{ b: { set: { x: 1 } } }], output: { as: . }, export: { as: . } } }',
    '{ run: { workflow: { namespace: t, name: w, version: "1.0.0", input: { a: "${ .a }" } }, await: false } }',
    '{ run: { script: { language: javascript, code: "`${x`", arguments: ["${ .a }"], environment: { A: 1 } }, return: all } }',
    '{ run: { shell: { command: "echo ${HOME} ${ .a }", stdin: "${ . }" } } }',
    `{ call: http, with: { ${http}, headers: "\${ .headers }", query: { q: 1 }, body: [1], output: raw, redirect: true } }`,
    '{ call: http, with: { method: get, endpoint: { uri: "${ .uri }", authentication: { use: shop } } } }',
    '{ call: http, with: { method: get, endpoint: { uri: "https://e.org", authentication: { oidc: { authority: "https://id.e.org", grant: client_credentials, client: { id: a, secret: "${ $secrets.login.key }" } } } } } }',
    '{ call: openapi, with: { document: { endpoint: "https://e.org/api.json" }, operationId: list, authentication: { digest: { use: login } } } }',
    '{ call: graphql, with: { endpoint: "https://e.org", query: "query($id: ID!) { pet(id: $id) { name } }", variables: { id: "${ .id }" } } }',
    `{ call: mcp, with: { ${mcp}, timeout: PT5S } }`,
    '{ call: a2a, with: { method: message/send, server: "https://e.org", parameters: { message: { parts: [] } } } }',
    `{ call: email, with: { ${mail} } }`,
    '{ call: publish, with: { view: results, title: "Of ${ .a }", content: "# Hi" } }',
    '{ call: log, with: { message: "Of ${ .a }", level: warn, data: { a: 1 } } }',
    '{ call: getPet, with: { petId: 1 }, timeout: soon }',
    '{ set: { x: 1 }, timeout: { after: { minutes: 1 } }, input: { schema: { document: { type: object } } }, export: { schema: { format: json, document: true } } }',
  ])('%s', (task) => {
    expect(problemsIn(task)).toEqual([]);
  });

  it.each([
    'timeout: { after: PT1H }',
    'timeout: soon\n  use: { timeouts: { soon: { after: PT1M } } }',
    'schedule: { every: { minutes: 5 } }',
    'schedule: { cron: "0 6 * * MON" }',
    'schedule: { after: PT1M }',
    'schedule: { on: { any: [{ with: { type: x } }] } }',
  ])('for a workflow: %s', (part) => {
    expect(problemsOf(`  ${part}\n  do: []`)).toEqual([]);
  });
});

describe('a mistake is named at its place', () => {
  it.each([
    ['{ for: { each: item } , do: [] }', '/for/in: Is required.'],
    ['{ for: { in: .a, each: x, at: x }, do: [] }', '/for/at: $x is the item already; use another name.'],
    [
      '{ for: { in: .a, each: input }, do: [] }',
      '/for/each: $input has a meaning of its own; use another name.',
    ],
    [
      '{ for: { in: .a }, do: [{ b: { set: { x: 1 }, then: other } }] }',
      '/do/0/b/then: "other" is not a task in this list. Use one of its tasks, continue, exit or end.',
    ],
    [
      '{ for: { in: .a }, do: [{ b: { call: http, with: { method: get } } }] }',
      '/do/0/b/with/endpoint: Is required.',
    ],
    [
      '{ fork: { branches: [{ b: { set: { x: 1 }, then: c } }, { c: { set: { x: 1 } } }] } }',
      '/fork/branches/0/b/then: "c" leads nowhere: this task stands in no list. Use continue, exit or end.',
    ],
    ['{ fork: { branches: [], compete: true } }', '/fork/branches: A race needs at least one branch.'],
    [
      '{ fork: { branches: [{ b: { do: [] } }, { b: { do: [] } }] } }',
      '/fork/branches/1/b: There is already a branch named "b" in this fork.',
    ],
    [
      '{ try: [], catch: { retry: never } }',
      '/catch/retry: There is no retry policy "never" under use.retries.',
    ],
    [
      '{ try: [], catch: { errors: { with: {} } } }',
      '/catch/errors/with: Must name at least one property of an error.',
    ],
    ['{ emit: { event: { with: { type: x } } } }', '/emit/event/with/source: Is required.'],
    ['{ listen: { to: { all: [] } } }', '/listen/to/all: Must name at least one event.'],
    [
      '{ listen: { to: { one: { with: { type: x } }, any: [] } } }',
      '/listen/to: Must have exactly one of all, any and one.',
    ],
    [
      '{ listen: { to: { one: { with: { type: x } }, until: .a } } }',
      '/listen/to/until: `until` goes with `any` only.',
    ],
    [
      '{ run: { shell: { command: ls }, script: { language: js, code: x } } }',
      '/run: Must have exactly one of workflow, script and shell.',
    ],
    ['{ run: { script: { language: js } } }', '/run/script: A script has either `code` or `source`.'],
    [
      '{ run: { shell: { command: ls, arguments: { a: 1 } } } }',
      '/run/shell/arguments: In the language 1.0.3 arguments are a list of texts.',
    ],
    ['{ call: nothing }', '/call: There is no function "nothing" under use.functions.'],
    ['{ call: log, with: { text: x } }', '/with/message: Is required.'],
    [`{ call: http, with: { ${http}, verb: x } }`, '/with/verb: "verb" is not known here.'],
    [
      '{ call: http, with: { method: get, endpoint: "/pets" } }',
      '/with/endpoint: Must be an address with its scheme, e.g. https://example.org/pets/{petId}, or ${ … }.',
    ],
    [
      '{ call: http, with: { method: get, endpoint: { uri: "https://e.org", authentication: { use: nobody } } } }',
      '/with/endpoint/authentication/use: There is no authentication "nobody" under use.authentications.',
    ],
    [
      '{ call: http, with: { method: get, endpoint: { uri: "https://e.org", authentication: { basic: { use: key } } } } }',
      '/with/endpoint/authentication/basic/use: There is no secret "key" under use.secrets.',
    ],
    [
      '{ call: http, with: { method: get, endpoint: { uri: "https://e.org", authentication: { basic: { username: a } } } } }',
      '/with/endpoint/authentication/basic/password: Is required.',
    ],
    [
      `{ call: http, with: { ${http}, body: { key: "\${ $secrets.key }" } } }`,
      '/with/body/key: There is no secret "key" under use.secrets.',
    ],
    ['{ if: $secrets.key == 1, set: { x: 1 } }', '/if: There is no secret "key" under use.secrets.'],
    [
      '{ call: mcp, with: { method: tools/list, transport: {} } }',
      '/with/transport: Must have exactly one of http and stdio.',
    ],
    [
      '{ call: a2a, with: { method: message/send } }',
      '/with: Must have `agentCard` or `server`, to say where the agent is.',
    ],
    ['{ set: { x: 1 }, timeout: later }', '/timeout: There is no timeout "later" under use.timeouts.'],
    [
      '{ set: { x: 1 }, input: { schema: { document: text } } }',
      '/input/schema/document: Must be a JSON Schema: an object, or true or false.',
    ],
  ])('%s', (task, problem) => {
    expect(problemsIn(task)).toContain(problem);
  });

  it.each([
    ['schedule: {}', '/schedule: Must have every, cron, after or on.'],
    [
      'schedule: { every: "${ .a }" }',
      '/schedule/every: Must be a duration: a schedule has no data for an expression.',
    ],
    ['timeout: later', '/timeout: There is no timeout "later" under use.timeouts.'],
    [
      'use: { functions: { f: { call: g }, g: { do: [{ b: { call: f } }] } } }',
      '/use/functions/f: The function "f" calls itself, directly or by others.',
    ],
    [
      'use: { functions: { f: { set: { x: 1 }, then: b } } }',
      '/use/functions/f/then: "b" leads nowhere: this task stands in no list. Use continue, exit or end.',
    ],
    [
      'use: { authentications: { a: { basic: { use: key } } } }',
      '/use/authentications/a/basic/use: There is no secret "key" under use.secrets.',
    ],
    [
      'use: { authentications: { a: { basic: { use: key }, bearer: { use: key } } } }',
      '/use/authentications/a: Must have exactly one of basic, bearer, digest, oauth2 and oidc.',
    ],
    [
      'use: { extensions: [{ e: { extend: tasks } }] }',
      expect.stringContaining('/use/extensions/0/e/extend: ') as string,
    ],
    [
      'use: { extensions: [{ e: { extend: all, before: [{ b: { raise: { error: x } } }] } }] }',
      '/use/extensions/0/e/before/0/b/raise/error: There is no error "x" under use.errors.',
    ],
  ])('of a workflow: %s', (part, problem) => {
    expect(problemsOf(`  ${part}\n  do: []`)).toContainEqual(problem);
  });

  it('says why a cron pattern is none', () => {
    expect(problemsOf('  schedule: { cron: "61 * * * *" }\n  do: []')[0]).toMatch(
      /^\/schedule\/cron: "61 \* \* \* \*" is no cron pattern, e\.g\. 0 6 \* \* 1: /,
    );
  });
});

describe('where versions of the language differ', () => {
  const inOrder = 'do: [{ a: { run: { script: { language: js, code: x, arguments: [a] } } } }]';
  const byName = 'do: [{ a: { run: { script: { language: js, code: x, arguments: { a: 1 } } } } }]';
  const inVersion = (dsl: string, tasks: string) => {
    const parsed = parseDefinition(aSource(tasks).replace('1.0.3', dsl));
    return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path}: ${message}`);
  };

  it('the declared one decides how arguments are given', () => {
    expect(inVersion('1.0.3', inOrder)).toEqual([]);
    expect(inVersion('1.0.3', byName)).toHaveLength(1);
    expect(inVersion('1.0.0', byName)).toEqual([]);
    expect(inVersion('1.0.0-alpha5', byName)).toEqual([]);
    expect(inVersion('1.0.0', inOrder)).toEqual([
      '/do/0/a/run/script/arguments: In the language 1.0.0 arguments are an object with a value for each name.',
    ]);
  });

  it('both are taken where the published versions do not say', () => {
    expect([...inVersion('1.0.1', byName), ...inVersion('1.0.2', inOrder)]).toEqual([]);
  });
});

describe('definitions made to do harm', { timeout: 20_000 }, () => {
  it('are read in linear time however deep loops, attempts and branches are nested', () => {
    const nested = (depth: number): string =>
      depth === 0 ? '{ set: { x: 1 } }' : `{ for: { in: .a }, do: [{ b: ${nested(depth - 1)} }] }`;
    expect(problemsIn(nested(30))).toEqual([]);
  });

  it('have names of JavaScript refused wherever something is referred to by name', () => {
    expect(problemsIn('{ call: constructor }')).toHaveLength(1);
    expect(problemsIn('{ set: { x: 1 }, timeout: toString }')).toHaveLength(1);
    expect(problemsIn('{ try: [], catch: { retry: valueOf } }')).toHaveLength(1);
  });

  it('with thousands of faulty tasks have the first fifty named, soon', () => {
    const tasks = Array.from({ length: 5_000 }, (_, index) => `{ t${index}: { call: http } }`);
    expect(problemsOf(`  do: [${tasks.join(', ')}]`)).toHaveLength(50);
  });
});
