import { describe, expect, it } from 'vitest';
import { flag, integer, integerOrNull, text, textOrNull } from '../../../src/service/columns.ts';

describe('the columns of a row', () => {
  it('are of the type that is asked for', () => {
    const row = { name: 'Ada', count: 0, active: false, gone: null };
    expect(text(row, 'name')).toBe('Ada');
    expect(integer(row, 'count')).toBe(0);
    expect(flag(row, 'active')).toBe(false);
    expect(flag({ active: 1 }, 'active')).toBe(true);
    expect(textOrNull(row, 'gone')).toBeNull();
    expect(integerOrNull(row, 'gone')).toBeNull();
  });

  it('are refused by name where they hold anything else', () => {
    const row = { name: 7, gone: null };
    expect(() => text(row, 'name')).toThrow(new TypeError('Column name holds number'));
    expect(() => integer(row, 'gone')).toThrow(new TypeError('Column gone holds object'));
    expect(() => textOrNull(row, 'other')).toThrow(new TypeError('Column other holds nothing'));
    expect(() => flag(row, 'name')).toThrow(TypeError);
  });
});
