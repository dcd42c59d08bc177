import { afterAll, describe, expect, it } from 'vitest';
import type { ScriptEffect } from '../../../src/engine/effect.ts';
import { effectContext, problemOf, programEffects } from '../../support/programs.ts';

const effects = programEffects();
const hasty = programEffects({ limits: { scriptMs: 300 } });
const tight = programEffects({
  limits: { scriptMemoryBytes: 20_000_000, programOutputBytes: 1_000 },
});

afterAll(async () => {
  await Promise.all([effects.close(), hasty.close(), tight.close()]);
});

function script(code: string, change: Partial<ScriptEffect> = {}): ScriptEffect {
  return {
    kind: 'script',
    language: 'js',
    code,
    arguments: [],
    environment: {},
    return: 'stdout',
    ...change,
  };
}

const run = (code: string, change: Partial<ScriptEffect> = {}) =>
  effects.run(script(code, change), effectContext());

describe('what a script is given', () => {
  it('reads standard input, arguments and environment as the published example does', async () => {
    const code = `
      import { readFileSync } from 'node:fs';
      const stdin = readFileSync(process.stdin.fd, 'utf8');
      console.log('stdin > ', stdin)
      const [_, __, arg] = process.argv;
      console.log('arg > ', arg)
      console.log('env > ', process.env.foo)`;
    const given = { stdin: 'Hello Workflow', arguments: ['hello'], environment: { foo: 'bar' } };
    expect(await run(code, given)).toBe('stdin >  Hello Workflow\narg >  hello\nenv >  bar');
  });

  it('has arguments by name as variables that keep their types', async () => {
    const given = { arguments: { order: { id: 7 }, 'two words': 'x', none: null } };
    const code = `return [order.id + 1, globalThis['two words'], none];`;
    expect(await run(code, given)).toEqual([8, 'x', null]);
  });

  it('may declare a name that an argument has', async () => {
    expect(await run(`const who = 'inner'; return who;`, { arguments: { who: 'outer' } })).toBe('inner');
  });

  it('reads standard input without an import too', async () => {
    expect(await run(`return require('fs').readFileSync(0, 'utf8')`, { stdin: 'text' })).toBe('text');
  });
});

describe('what comes of a script', () => {
  it('is what it printed, without the white space around it', async () => {
    expect(
      await run(`console.log('one'); console.info({ two: [2] }, 3n, undefined); console.error('no');`),
    ).toBe('one\n{"two":[2]} 3n undefined');
  });

  it('is what it returned where it returned something', async () => {
    expect(await run(`console.log('noise'); return { isValid: true };`)).toEqual({ isValid: true });
  });

  it('is what it returned after waiting for its own promises', async () => {
    expect(await run(`return await Promise.all([1, Promise.resolve(2)]);`)).toEqual([1, 2]);
  });

  it('is the default export of a module', async () => {
    expect(await run(`const half = (n) => n / 2;\nexport default half(8);`)).toBe(4);
  });

  it.each([
    ['stderr', 'warned'],
    ['code', 3],
    ['all', { code: 3, stdout: 'said', stderr: 'warned' }],
  ] as const)('is its %s where the task returns that, also with an exit code', async (form, expected) => {
    const code = `console.log('said'); console.error('warned'); try { process.exit(3) } catch {} console.log('late');`;
    expect(await run(code, { return: form })).toEqual(expected);
  });

  it('is null where the task returns none', async () => {
    expect(await run(`console.log('said'); return 1;`, { return: 'none' })).toBeNull();
  });

  it.each(['stdout', 'none'] as const)('is an error for %s when the exit code is not 0', async (form) => {
    const problem = await problemOf(effects, script(`process.exitCode = 4; return 'x'`, { return: form }));
    expect(problem).toMatchObject({ status: 500, detail: 'It ended with exit code 4' });
    expect(problem.type).toMatch(/\/runtime$/);
  });

  it('is an error that names message and line when it throws', async () => {
    const problem = await problemOf(effects, script(`const a = 1;\n\nthrow new TypeError('no order');`));
    expect(problem.detail).toBe('It ended with exit code 1: TypeError: no order (line 3)');
  });

  it('has the error it threw on its standard error', async () => {
    const all = await run(`console.log('before');\nthrow new Error('broken')`, { return: 'all' });
    expect(all).toMatchObject({
      code: 1,
      stdout: 'before',
      stderr: expect.stringMatching(/^Error: broken\n.*script\.js:2/s),
    });
  });

  it('is an error of exit code 1 when a promise that it waits for is refused', async () => {
    expect(await run(`await Promise.reject('nope')`, { return: 'code' })).toBe(1);
  });

  it('is an error for every return when it cannot be read', async () => {
    const problem = await problemOf(effects, script(`let a = 1;\nfunc hello() {}`, { return: 'all' }));
    expect(problem.detail).toMatch(/^The script cannot be read: SyntaxError: .*\(line 2\)$/);
  });

  it('is an error when it returns what is no data', async () => {
    const problem = await problemOf(effects, script(`const a = {}; a.a = a; return a;`));
    expect(problem.detail).toContain('TypeError: circular reference');
  });

  it('is an error when a module cannot be read', async () => {
    const problem = await problemOf(effects, script(`import { readFileSync } from 'node:fs';\nlet let = 1;`));
    expect(problem.detail).toMatch(/cannot be read: SyntaxError: .*\(line 2\)$/);
  });
});

describe('what a script has no way to', () => {
  it.each(['node:child_process', 'node:net', './other.js', 'constructor', '__proto__'])(
    'import: %s',
    async (name) => {
      const code = `import x from '${name}'; console.log('reached');`;
      expect((await problemOf(effects, script(code))).detail).toContain('There is no module');
    },
  );

  it('read a file', async () => {
    const code = `require('fs').readFileSync('/etc/passwd')`;
    expect((await problemOf(effects, script(code))).detail).toContain('A script has no files');
  });

  it('reach a function of the host through what it is given', async () => {
    const code = `
      const reach = (f) => { try { return String(f.constructor('return typeof process.binding + typeof fetch + typeof globalThis.parentPort')()) } catch (e) { return String(e) } };
      return [console.log, process.exit, process.stdout.write, require].map(reach).concat(typeof setTimeout, typeof fetch);`;
    const nothing = 'undefinedundefinedundefined';
    expect(await run(code)).toEqual([nothing, nothing, nothing, nothing, 'undefined', 'undefined']);
  });

  it('leave something behind for the next script', async () => {
    await run(
      `globalThis.left = 'x'; Object.prototype.polluted = 'y'; Array.prototype.map = () => 1; JSON.parse = 1;`,
    );
    expect(await run(`return [typeof left, typeof ({}).polluted, [1].map((n) => n + 1)]`)).toEqual([
      'undefined',
      'undefined',
      [2],
    ]);
  });

  it('spoil what comes back by spoiling its own objects', async () => {
    const code = `
      JSON.stringify = () => 'x'; String = () => { throw 1 }; Array.prototype.join = () => '!';
      Object.prototype.toJSON = () => 'forged'; return { ok: true };`;
    expect(await run(code)).toBe('forged');
    expect(await run(`return 1`)).toBe(1);
  });

  it('change objects of the host by the names it returns', async () => {
    expect(await run(`return JSON.parse('{"__proto__": {"polluted": 1}}')`)).toBeTypeOf('object');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('what a script may take', () => {
  const endless: ReadonlyArray<[what: string, code: string]> = [
    ['in a loop', `while (true);`],
    ['in a loop that catches everything', `for (;;) { try { throw 1 } catch {} }`],
    ['in promises', `for (;;) await null;`],
    ['in a regular expression', `/^(a+)+$/.test('a'.repeat(40) + 'b')`],
  ];

  it.each(endless)('time %s: ends as a timeout, and the next script runs', async (_, code) => {
    const problem = await problemOf(hasty, script(code, { return: 'code' }));
    expect(problem).toMatchObject({ status: 408, detail: 'The script ran for more than 300 ms' });
    expect(await hasty.run(script(`return 'fine'`), effectContext())).toBe('fine');
  });

  const hostile: ReadonlyArray<[what: string, code: string, detail: RegExp]> = [
    ['memory', `const a = []; for (;;) a.push(new Array(1000).fill(a.length));`, /more than 20000000 bytes/],
    ['memory at once', `new Uint8Array(2 ** 30)`, /more than 20000000 bytes/],
    ['output', `for (;;) console.log('x'.repeat(100));`, /prints more than 1000 bytes/],
    ['output, and catch it', `for (;;) { try { console.error('xxxx') } catch {} }`, /prints more than 1000/],
    ['returned data', `return 'x'.repeat(1001)`, /returns more than 1000 bytes/],
    [
      'nesting',
      `let a = []; for (let i = 0; i < 20000; i++) a = [a]; return a;`,
      /nests too deep|stack overflow/,
    ],
    ['nesting of code', `eval('('.repeat(20000))`, /nests too deep|stack overflow/],
    ['recursion', `const f = () => f() + 1; f();`, /stack overflow/],
    ['nesting of JSON', `JSON.parse('['.repeat(20000))`, /nests too deep|stack overflow/],
    ['memory in promises', `const f = () => Promise.resolve().then(f); await f();`, /bytes of memory/],
    ['memory and no room for an error', `const a = []; for (;;) a.push({ a });`, /more than 20000000 bytes/],
    ['a promise that never settles', `await new Promise(() => {});`, /waits for something that never comes/],
  ];

  it.each(hostile)(
    '%s: ends as an error of the language, and the next script runs',
    async (_, code, detail) => {
      expect((await problemOf(tight, script(code))).detail).toMatch(detail);
      expect(await tight.run(script(`return 'fine'`), effectContext())).toBe('fine');
    },
  );

  it('is no more when its task ends', async () => {
    const abort = new AbortController();
    const ended = problemOf(effects, script(`while (true);`), effectContext({ signal: abort.signal }));
    abort.abort();
    expect((await ended).detail).toBe('The script was ended');
  });

  it('does not hold up other scripts', async () => {
    const abort = new AbortController();
    const held = problemOf(effects, script(`while (true);`), effectContext({ signal: abort.signal }));
    expect(await run(`return 'meanwhile'`)).toBe('meanwhile');
    abort.abort();
    expect((await held).detail).toBe('The script was ended');
  });

  it('goes on to the next in line when one in line has given up', async () => {
    const four = [1, 2, 3, 4].map(() => new AbortController());
    const running = four.map(({ signal }) =>
      problemOf(effects, script(`while (true);`), effectContext({ signal })),
    );
    const gone = new AbortController();
    const gaveUp = problemOf(effects, script(`return 1`), effectContext({ signal: gone.signal }));
    const last = run(`return 'at last'`);
    gone.abort();
    four[0]?.abort();
    expect(await last).toBe('at last');
    for (const each of four) each.abort();
    expect((await gaveUp).detail).toBe('The script was ended');
    await Promise.all(running);
  });

  it('is shared by many at once, each with its own result', async () => {
    const outputs = await Promise.all(Array.from({ length: 20 }, (_, i) => run(`return ${i} * 2`)));
    expect(outputs).toEqual(Array.from({ length: 20 }, (_, i) => i * 2));
  });
});
