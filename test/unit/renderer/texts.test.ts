import { describe, expect, it } from 'vitest';
import { offsetOf } from '../../../src/renderer/features/workflows/offset-of.ts';
import { parseInput } from '../../../src/renderer/features/workflows/parse-input.ts';
import { factText } from '../../../src/renderer/ui/json-text.ts';
import { listboxLines, stepFrom } from '../../../src/renderer/ui/listbox-lines.ts';

describe('a value as a fact', () => {
  it('is a number in the locale’s form, never rounded', () => {
    expect(factText(48_200.125_678, 'en-US')).toEqual({ text: '48,200.125678', kind: 'number' });
  });

  it('is a word for what JSON has signs for', () => {
    expect([true, false, null, '', []].map((value) => factText(value).text)).toEqual([
      'Yes',
      'No',
      '–',
      '–',
      '–',
    ]);
  });

  it('is one line for a list of plain values, and compact JSON for the rest', () => {
    expect(factText(['a', 2], 'en-US').text).toBe('a, 2');
    expect(factText({ a: [1] })).toEqual({ text: '{"a":[1]}', kind: 'json' });
  });
});

describe('the input of a process', () => {
  it('is what the text says as JSON, and an empty object for no text', () => {
    expect(parseInput('{"a": 1}')).toEqual({ kind: 'json', value: { a: 1 } });
    expect(parseInput('  ')).toEqual({ kind: 'json', value: {} });
  });

  it('is refused with the place where the text stops being JSON', () => {
    expect(parseInput('{"a": 1,\n  b}')).toEqual({
      kind: 'invalid',
      message: 'This is not JSON: look at line 2, column 3.',
    });
  });

  it('is refused without a place when the text merely ends too early', () => {
    expect(parseInput('{').kind).toBe('invalid');
  });
});

describe('a place in a text', () => {
  it('is found by line and column', () => {
    expect(offsetOf('ab\ncd\nef', 2, 2)).toBe(4);
    expect(offsetOf('ab\ncd', 1, 1)).toBe(0);
  });

  it('is the end of the line for a column past it, and the end of the text for a line past it', () => {
    expect(offsetOf('ab\ncd', 1, 99)).toBe(2);
    expect(offsetOf('ab\ncd', 9, 1)).toBe(5);
  });
});

describe('lines of a list', () => {
  const lines = listboxLines(
    [
      { label: 'Today', items: ['a', 'b'] },
      { label: 'Empty', items: [] },
      { label: 'Later', items: ['c'] },
    ],
    (item) => item,
  );

  it('have a heading for each group that has rows, and rows numbered across groups', () => {
    expect(
      lines.map((line) => (line.kind === 'heading' ? line.label : `${line.position} ${line.item}`)),
    ).toEqual(['Today', '1 a', '2 b', 'Later', '3 c']);
  });

  it('are walked row by row: headings are stepped over, the ends hold', () => {
    expect(stepFrom(lines, 2, 1)).toBe(4);
    expect(stepFrom(lines, 4, -1)).toBe(2);
    expect(stepFrom(lines, 4, 1)).toBe(4);
    expect(stepFrom(lines, 1, -1)).toBe(1);
  });

  it('begin with the first row for whoever stands nowhere yet', () => {
    expect(stepFrom(lines, -1, 1)).toBe(1);
    expect(stepFrom(lines, -2, 1)).toBe(1);
  });
});
