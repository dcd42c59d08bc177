import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../../../src/renderer/forms/changes.ts';
import { createFormState, withTyped } from '../../../../src/renderer/forms/form-state.ts';

const state = () => createFormState('form', (work) => work());
const typed = (path: (string | number)[], value: unknown) => ({ path, value, handOver: () => {} });

describe('what the fields of a form share', () => {
  it('shows what the account refused until that place is changed', () => {
    const form = state();
    form.refuse([
      { pointer: '/a', message: 'Wrong.' },
      { pointer: '/b/c', message: 'Too.' },
    ]);
    expect(form.problemAt('/a')).toBe('Wrong.');
    form.edit('/b');
    expect(form.problems()).toEqual([{ pointer: '/a', message: 'Wrong.' }]);
    form.edit('/a');
    expect(form.problems()).toEqual([]);
  });

  it('shows what the window finds only where someone has been', () => {
    const form = state();
    form.find([{ pointer: '/a', message: 'Is required.' }]);
    expect(form.problemAt('/a')).toBeNull();
    form.visit('/a');
    form.find([{ pointer: '/a', message: 'Is required.' }]);
    expect(form.problemAt('/a')).toBe('Is required.');
  });

  it('tells no listener of a check that finds the same', () => {
    const form = state();
    form.visit('/a');
    let told = 0;
    form.subscribe(() => (told += 1));
    form.find([{ pointer: '/a', message: 'Is required.' }]);
    form.find([{ pointer: '/a', message: 'Is required.' }]);
    expect(told).toBe(1);
  });

  it('hands over what was typed once', () => {
    const form = state();
    let handed = 0;
    form.type('/a', { path: ['a'], value: 1, handOver: () => (handed += 1) });
    expect(form.waiting()).toHaveLength(1);
    form.handOver();
    form.handOver();
    expect(handed).toBe(1);
    expect(form.waiting()).toEqual([]);
  });
});

describe('data with what was typed a moment ago', () => {
  it('has it at its places, and leaves the data as it was', () => {
    const data = { list: [{ a: 1 }], b: 2 };
    expect(withTyped(data, [typed(['list', 0, 'a'], 5), typed(['c', 'd'], 6)])).toEqual({
      list: [{ a: 5 }],
      b: 2,
      c: { d: 6 },
    });
    expect(data).toEqual({ list: [{ a: 1 }], b: 2 });
  });
});

describe('what was changed of the work', () => {
  it('is told value by value', () => {
    const before = { a: 1, deep: { same: true, was: 'x' }, list: ['p', 'q'], gone: 1 };
    const after = { a: 2, deep: { same: true, was: 'y' }, list: ['p'], come: 0 };
    expect(changesBetween(before, after)).toEqual([
      { pointer: '/a', before: 1, after: 2 },
      { pointer: '/deep/was', before: 'x', after: 'y' },
      { pointer: '/list/1', before: 'q', after: undefined },
      { pointer: '/gone', before: 1, after: undefined },
      { pointer: '/come', before: undefined, after: 0 },
    ]);
  });

  it('is nothing where nothing was', () => {
    expect(changesBetween({ a: [{ b: null }] }, { a: [{ b: null }] })).toEqual([]);
  });
});
