import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { JsonTree } from '../../../src/renderer/ui/json-tree.tsx';
import type { Json } from '../../../src/shared/json.ts';

const drawn = (value: Json) => renderToStaticMarkup(<JsonTree value={value} />);
const numbersIn = (markup: string) => markup.match(/data-kind="number"/g)?.length ?? 0;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a JSON value as a tree', () => {
  it('shows what is small with all its rows', () => {
    expect(numbersIn(drawn({ a: 1, b: [2, 3], c: { d: 4 } }))).toBe(4);
  });

  it('does not draw what is deeper than two levels until it is opened', () => {
    const markup = drawn({ a: { b: { c: 1 } } });
    expect(markup).toContain('b');
    expect(numbersIn(markup)).toBe(0);
  });

  it('draws a hundred rows of a long branch and says how many are left', () => {
    const markup = drawn(numbers(20_000));
    expect(numbersIn(markup)).toBe(100);
    expect(markup).toContain('Show 100 more (19900 left)');
    expect(drawn(numbers(130))).toContain('Show the last 30');
    expect(drawn(numbers(100))).not.toContain('<button');
  });

  it('leaves branches closed that together are long', () => {
    expect(numbersIn(drawn(numbers(90).map(() => numbers(90))))).toBe(0);
  });
});
