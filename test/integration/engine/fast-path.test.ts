import * as fc from 'fast-check';
import { loadJq } from 'jq-wasm';
import { describe, expect, it } from 'vitest';
import { fastPath } from '../../../src/engine/expression/fast-path.ts';
import type { Json } from '../../../src/shared/json.ts';

const jq = await loadJq();

/** jq's own answer: its one result, or null when there is none, or several, or an error. */
function ask(code: string, input: Json, context: Json): { value: Json } | null {
  const data = JSON.stringify({ i: input, context });
  const { stdout, exitCode } = jq.raw(data, `.context as $context | .i | (${code}\n)`, ['-c']);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return exitCode === 0 && lines[0] !== undefined && lines.length === 1
    ? { value: JSON.parse(lines[0]) as Json }
    : null;
}

const key = fc.constantFrom('a', 'b', 'a b', 'x-y', 'and', '__proto__', 'constructor', 'Ü', '0', '');
const json: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Json>(null, true, false, 0, 1, -1, 1.5, 'a', '', 'two words', 1e21, 1e-7, 2 ** 53, 0.1),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
    fc.string(),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('json')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  ),
})).json;

const step = fc.oneof(
  fc.constantFrom('.a', '.b', '.and', '.constructor', '.__proto__'),
  fc.integer({ min: -4, max: 4 }).map((index) => `[${index}]`),
  key.map((name) => `[${JSON.stringify(name)}]`),
  key.map((name) => `.${JSON.stringify(name)}`),
);
const path = fc
  .tuple(fc.constantFrom('', '.', '$context'), fc.array(step, { maxLength: 3 }))
  .map(([root, steps]) => `${root}${steps.join('')}`);
const literal = fc.constantFrom(
  'null',
  'true',
  'false',
  '0',
  '1',
  '-1',
  '1.5',
  '"a"',
  '""',
  '0.1',
  '"two words"',
);
const operand = fc.oneof({ weight: 3, arbitrary: path }, { weight: 1, arbitrary: literal });
const sum = fc
  .tuple(
    operand,
    fc.array(fc.tuple(fc.constantFrom('+', '-', ' + ', ' - ', ' +', '- '), operand), { maxLength: 3 }),
  )
  .map(([first, rest]) => [first, ...rest.flat()].join(''));
const comparison = fc
  .tuple(sum, fc.constantFrom('==', '!=', ' == ', ' !=  ', '<', ' <= ', '>', ' >='), sum)
  .map((parts) => parts.join(''));

/** Nearly expressions: what the patterns of the fast path must not take for something it is not. */
const tokens = fc
  .array(
    fc.constantFrom(
      '.',
      '..',
      '.a',
      'a',
      '["a"]',
      '[0]',
      '[-1]',
      '[',
      ']',
      '"a"',
      '"\\n"',
      '$context',
      '$',
      '$__loc__',
      '==',
      '!=',
      ' ',
      '\n',
      '-',
      '+',
      '<',
      '>',
      '1',
      '0',
      '1.5',
      '1e3',
      'null',
      'true',
      'not',
      'and',
      '|',
      ',',
      '?',
      '//',
      '(',
      ')',
      '#',
      '@json',
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));

describe('the fast path', () => {
  it('gives what jq gives wherever it gives anything', () => {
    let answered = 0;
    fc.assert(
      fc.property(fc.oneof(path, sum, comparison), json, json, (code, input, context) => {
        const fast = fastPath(code)?.(input, { context });
        if (!fast) return;
        answered += 1;
        expect(fast).toEqual(ask(code, input, context));
      }),
      { numRuns: 5_000 },
    );
    expect(answered).toBeGreaterThan(500);
  });

  it('takes nothing for what it is not', () => {
    let answered = 0;
    fc.assert(
      fc.property(tokens, json, json, (code, input, context) => {
        const fast = fastPath(code)?.(input, { context });
        if (!fast) return;
        answered += 1;
        expect(fast).toEqual(ask(code, input, context));
      }),
      { numRuns: 10_000 },
    );
    expect(answered).toBeGreaterThan(300);
  });

  it('finds equal what jq finds equal', () => {
    fc.assert(
      fc.property(json, json, fc.boolean(), (left, right, same) => {
        const other = same ? shuffled(left) : right;
        const code = '. == $context';
        expect(fastPath(code)?.(left, { context: other })).toEqual(ask(code, left, other));
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The same value with the keys of its objects the other way round. */
function shuffled(value: Json): Json {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, shuffled(inner)]),
  );
}
