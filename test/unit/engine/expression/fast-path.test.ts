import { describe, expect, it } from 'vitest';
import { fastPath } from '../../../../src/engine/expression/fast-path.ts';

const input = { a: { b: [1, { c: 'x' }] }, 'two words': null, flag: true, zero: 0 };
const variables = { context: { done: ['p'] }, input: 'in' };

describe('the fast path', () => {
  it.each([
    ['.', input],
    ['.a.b', [1, { c: 'x' }]],
    ['.a.b[1].c', 'x'],
    ['.a.b[-2]', 1],
    ['.a.b[7]', null],
    ['.["two words"]', null],
    ['."two words".x[3]', null],
    ['.missing.deeper', null],
    ['$context.done[0]', 'p'],
    ['$input', 'in'],
    ['"text"', 'text'],
    ['-12', -12],
    ['1.25', 1.25],
    ['null', null],
    ['.a.b[1].c == "x"', true],
    ['.a.b != .a.b', false],
    ['.a == {}', undefined],
    ['.zero==0', true],
    ['.missing == null', true],
    ['.zero + 1 - 0.5', 0.5],
    ['.missing + "x" + "-y"', 'x-y'],
    ['.zero < 1', true],
    ['.zero -1 >= .zero', false],
    ['$context.done == .x', false],
  ])('gives for %s what jq gives', (code, value) => {
    const result = fastPath(code)?.(input, variables);
    expect(result?.value).toEqual(value);
  });

  it.each([
    '.a[]',
    '..',
    '.a?',
    '.a|.b',
    '.a, .b',
    'not',
    '.a + {}',
    '.a * 2',
    '-.a',
    '$__loc__',
    '"\\(1)"',
    '.a == .b == .c',
    '1e3',
  ])('leaves %s to jq', (code) => {
    expect(fastPath(code)).toBeNull();
  });

  it.each(['.flag.x', '.a.b.c', '.a[0]', '$unknown', '.zero[0]', '.flag == .zero.x'])(
    'leaves it to jq to say what is wrong with %s',
    (code) => {
      expect(fastPath(code)?.(input, variables)).toBeNull();
    },
  );

  it('sees only own properties', () => {
    for (const code of ['.constructor', '.toString', '.__proto__', '.["hasOwnProperty"]']) {
      expect(fastPath(code)?.({}, {})).toEqual({ value: null });
    }
    expect(fastPath('$constructor')?.({}, {})).toBeNull();
  });
});
