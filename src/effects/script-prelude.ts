/**
 * What a script finds inside its sandbox beside the language itself; runs there before it. It gets nothing of ours but two
 * functions that take text and numbers, so whatever a script does to the objects here, it does to itself.
 *
 * Beside `console` and `process` there is as much of `node:fs` as reading the standard input takes, because the published
 * examples of the language read it that way.
 */
export const scriptPrelude = `(function (write, exit, input) {
  'use strict';
  const { parse, stringify } = JSON;
  const { variables, argv, environment, stdin } = parse(input);
  const define = (target, name, value) =>
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });

  const readable = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return describe(value).text;
    if (typeof value === 'bigint') return value + 'n';
    if (typeof value === 'object' && value !== null) {
      try { return stringify(value) ?? String(value); } catch { return '[object]'; }
    }
    return String(value);
  };
  const printer = (stream) => (...values) => write(stream, values.map(readable).join(' ') + '\\n');
  const out = printer(1);
  const err = printer(2);
  define(globalThis, 'console', { log: out, info: out, debug: out, error: err, warn: err, trace: err });

  const process = {
    argv: ['js', 'script.js', ...argv],
    env: environment,
    exitCode: undefined,
    exit: (code) => exit(Number(code ?? process.exitCode ?? 0)),
    stdin: { fd: 0 },
    stdout: { fd: 1, write: (text) => { write(1, String(text)); return true; } },
    stderr: { fd: 2, write: (text) => { write(2, String(text)); return true; } },
  };
  define(globalThis, 'process', process);

  const fs = {
    readFileSync(file) {
      if (file === 0 || file === '/dev/stdin') return stdin;
      throw new Error('A script has no files: only its standard input can be read');
    },
  };
  const modules = { fs, process };
  define(globalThis, 'require', (name) => {
    const key = String(name).replace(/^node:/, '');
    if (Object.hasOwn(modules, key)) return modules[key];
    throw new Error('There is no module ' + name + ' in a script: only node:fs and node:process');
  });
  for (const name of Object.keys(variables)) define(globalThis, name, variables[name]);

  const firstLines = (stack) => stack.split('\\n').slice(0, 10).join('\\n');
  const describe = (error) => {
    if (!(error instanceof Error)) return { text: 'Uncaught ' + readable(error), line: null };
    const title = error.name + (error.message === '' ? '' : ': ' + error.message);
    const stack = typeof error.stack === 'string' ? error.stack : '';
    const line = /script\\.js:(\\d+)/.exec(stack);
    return { text: (title + '\\n' + firstLines(stack)).trimEnd(), title, line: line === null ? null : Number(line[1]) };
  };
  return {
    result: (value) => (value === undefined ? undefined : stringify(value)),
    describe: (error) => stringify(describe(error)),
    exitCode: () => Number(process.exitCode ?? 0),
  };
})`;

/** The sources of what a script may import. */
export const scriptModules: Readonly<Record<string, string>> = {
  fs: `const fs = require('fs'); export const readFileSync = fs.readFileSync; export default fs;`,
  process: `const process = require('process'); export const { argv, env, exit, stdin, stdout, stderr } = process;
    export default process;`,
};
