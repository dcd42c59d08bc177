import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../src/engine/definition/parse-definition.ts';
import { aDefinition, aProcess, aSource, aHost, problemsOf } from '../../../support/engine.ts';
import { advance } from '../../../../src/engine/interpreter.ts';

function firstProblem(source: string): string {
  const parsed = parseDefinition(source);
  return parsed.ok ? 'no problem' : (parsed.problems[0]?.message ?? 'refused without a problem');
}

describe('a file made to do harm is a problem, not an exception', { timeout: 30_000 }, () => {
  it.each([
    ['lists', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['lists that never close', '['.repeat(300_000)],
    ['block lists', `${'- '.repeat(10_000)}a`],
    ['maps', '{a: '.repeat(10_000) + '1' + '}'.repeat(10_000)],
    ['keys that are maps', `${'? '.repeat(10_000)}a`],
    ['a little too deep lists', '['.repeat(150) + ']'.repeat(150)],
  ])('nested too deep: %s', (_, source) => {
    expect(firstProblem(source)).toBe('Nothing may be nested deeper than 100 levels.');
  });

  it('aliases that multiply', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const inner = level === 0 ? 'x' : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array.from({ length: 9 }, () => inner).join(', ')}]`;
    });
    expect(firstProblem(levels.join('\n'))).toBe(
      'The file becomes too large when its aliases are filled in.',
    );
  });

  it('an alias of what it stands in, and of nothing', () => {
    expect(firstProblem('a: &a [*a]')).toBe('Nothing may be nested deeper than 100 levels.');
    expect(firstProblem('a: *nowhere')).toBe('There is no anchor named "nowhere".');
  });

  it('forty thousand aliases, read in linear time', () => {
    expect(firstProblem(`a: &a x\nlist:\n${'  - *a\n'.repeat(40_000)}`)).toBe('Is required.');
  });

  it('more than a megabyte', () => {
    expect(firstProblem(`a: "${'x'.repeat(1_000_000)}"`)).toBe('The file is larger than 1 MB.');
  });

  it('a hundred thousand keys, read in linear time', () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => `k${index}:`);
    expect(firstProblem(keys.join('\n'))).toBe('Is required.');
  });

  it('fifty thousand errors, of which it names the first', () => {
    const parsed = parseDefinition('a: "b" c\n'.repeat(50_000));
    expect(parsed.ok ? [] : parsed.problems).toHaveLength(50);
  });

  it.each([
    ['the same key twice', 'a: 1\na: 2', 'The key "a" is there twice.'],
    ['a key that is a list', '? [a]\n: 1', 'A key must be text.'],
    ['a number that is none', 'a: .nan', 'NaN is not a JSON value; put it in quotes if it is text.'],
    ['a tag', 'a: !!js/function "x"', 'Unresolved tag: tag:yaml.org,2002:js/function'],
    ['two documents', 'a: 1\n---\nb: 2', expect.stringContaining('multiple documents')],
    ['nothing', '', 'Must be an object, not empty.'],
    ['text', 'hello', 'Must be an object, not text.'],
    ['control characters', '\u0000\u0001', expect.any(String)],
  ])('%s', (_, source, message) => {
    expect(parseDefinition(source).ok).toBe(false);
    expect(firstProblem(source)).toEqual(message);
  });
});

describe('names that mean something to JavaScript', () => {
  it('are refused where they would be lost: __proto__', () => {
    expect(problemsOf('do: [{ __proto__: { set: { x: 1 } } }]')).toEqual([
      '/do/0: The key "__proto__" cannot be used.',
    ]);
    expect(problemsOf('do: [{ a: { set: { __proto__: { polluted: true } } } }]')).toEqual([
      '/do/0/a/set: The key "__proto__" cannot be used.',
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('are names like any other: constructor, toString, hasOwnProperty', async () => {
    const definition = aDefinition(`
      do:
        - constructor: { set: { toString: '\${ .hasOwnProperty }', valueOf: 1 }, then: toString }
        - skipped: { set: { x: 1 } }
        - toString: { set: { constructor: '\${ .toString }', missing: '\${ .constructor }' } }
    `);
    const { output } = await advance(definition, aProcess({ hasOwnProperty: 'mine' }), aHost());
    expect(output).toEqual({ constructor: 'mine', missing: null });
  });

  it('do not exist as directions or errors unless they are defined', () => {
    expect(problemsOf('do: [{ a: { set: { x: 1 }, then: constructor } }]')).toHaveLength(1);
    expect(problemsOf('do: [{ a: { raise: { error: toString } } }]')).toHaveLength(1);
    expect(parseDefinition(aSource('do: []\nconstructor: 1'))).toMatchObject({ ok: false });
  });

  it('survive in input: an own key __proto__ is data', async () => {
    const input = JSON.parse('{"__proto__": {"a": 1}, "b": 2}') as Record<string, never>;
    const definition = aDefinition(`do: [{ a: { set: { taken: '\${ .["__proto__"] }', all: '\${ . }' } } }]`);
    const { output } = await advance(definition, aProcess(input), aHost());
    expect(JSON.stringify(output)).toBe('{"taken":{"a":1},"all":{"__proto__":{"a":1},"b":2}}');
  });
});
