import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expressionCode,
  expressionProblem,
  parseTemplate,
  unwrap,
  variableNames,
  withDoubleQuotes,
} from '../../../../src/engine/expression/syntax.ts';

describe('an expression', () => {
  it.each([
    ['${ .a }', '.a'],
    ['  ${.a}  ', '.a'],
    ['${ {a: {b: 1}} }', '{a: {b: 1}}'],
    ['${ "}" + .a }', '"}" + .a'],
    [String.raw`\${ "\(.a | {b: "}"})" }`.replace('\\$', '$'), String.raw`"\(.a | {b: "}"})"`],
    ['${ .a # } not the end\n}', '.a # } not the end'],
  ])('%s is the code %s', (text, code) => {
    expect(unwrap(text)).toBe(code);
    expect(expressionCode(text)).toBe(code);
  });

  it.each(['.a', '${ .a } and ${ .b }', 'x ${ .a }', '${ .a', '$.a', '${ .a }}', ''])(
    '%s is not wrapped as a whole',
    (text) => {
      expect(unwrap(text)).toBeNull();
      expect(expressionCode(text)).toBe(text.trim());
    },
  );

  it('names its variables, also inside strings of strings, and not in comments', () => {
    const code = String.raw`$a.b + "\($c | "\($d)") $e" # $f` + '\n| $g';
    expect([...variableNames(code)]).toEqual(['a', 'c', 'd', 'g']);
  });

  it.each(['.a', 'if .a then "(" else ")" end', String.raw`"\("a")"`, '[.[] | {a}]', '"\\""'])(
    'has nothing wrong with it that shows: %s',
    (code) => {
      expect(expressionProblem(code)).toBeNull();
    },
  );
});

describe('strings in single quotes, which jq does not know', () => {
  it.each([
    [`.a + ' ' + .b`, `.a + " " + .b`],
    [`'say "hi"'`, String.raw`"say \"hi\""`],
    [String.raw`'it\'s'`, `"it's"`],
    [`"it's"`, `"it's"`],
    [String.raw`'a \(.b | 'c')' + "d"`, String.raw`"a \(.b | "c")" + "d"`],
    [`.a # don't\n | 'b'`, `.a # don't\n | "b"`],
  ])('%s is %s', (written, code) => {
    expect(expressionProblem(written)).toBeNull();
    expect(withDoubleQuotes(written)).toBe(code);
  });

  it('hide brackets and end like others', () => {
    expect(unwrap("${ '}' + .a }")).toBe("'}' + .a");
    expect(expressionProblem("'a")).toBe("The expression has a ' that is not closed.");
  });
});

describe('a text with expressions in it', () => {
  it('is split at them', () => {
    expect(parseTemplate('Pay ${ .amount } to ${.name}!').parts).toEqual([
      'Pay ',
      { code: '.amount' },
      ' to ',
      { code: '.name' },
      '!',
    ]);
  });

  it('is all text without one, dollars and braces included', () => {
    expect(parseTemplate('$5 {and} $x').parts).toEqual(['$5 {and} $x']);
  });

  it.each([
    ['a ${ .b', 'The expression has a'],
    ['a ${ .b )', 'is not closed by "}"'],
    ['a ${ }', 'The expression is empty.'],
  ])('says what is wrong with %s', (text, problem) => {
    expect(parseTemplate(text).problem).toContain(text === 'a ${ .b' ? '"${" is not closed' : problem);
  });

  it('is put together again from its parts, whatever it is', () => {
    const token = fc.constantFrom('${', '}', '{', '"', '\\(', ')', '.a', '#', '\n', ' ');
    fc.assert(
      fc.property(fc.array(token), (tokens) => {
        const text = tokens.join('');
        const { parts, problem } = parseTemplate(text);
        fc.pre(problem === null);
        // The space around code is not part of it, so what is compared has none.
        const whole = parts.map((part) => (typeof part === 'string' ? part : `\${${part.code}}`)).join('');
        expect(whole.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }),
    );
  });
});
