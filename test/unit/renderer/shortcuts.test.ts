import { describe, expect, it } from 'vitest';
import {
  keyCaps,
  matchShortcuts,
  pressedKey,
  shortcutIds,
  shortcuts,
  worksWhileTyping,
} from '../../../src/renderer/app/shortcuts.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', true>> = {}) =>
  pressedKey({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe('the table of keys', () => {
  it('gives no key to two actions that can be had in one place', () => {
    const isOfQueue = (id: (typeof shortcutIds)[number]) => shortcuts[id].section === 'queue';
    for (const ids of [shortcutIds.filter((id) => !isOfQueue(id)), shortcutIds.filter(isOfQueue)]) {
      const all = ids.flatMap((id): readonly string[] => shortcuts[id].keys);
      expect(all.length).toBeGreaterThan(3);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it('never takes the first key of a chord for an action of its own', () => {
    const all = shortcutIds.flatMap((id): readonly string[] => shortcuts[id].keys);
    const first = all.filter((keys) => keys.includes(' ')).map((keys) => keys.split(' ')[0]);
    expect(all.filter((keys) => first.includes(keys))).toEqual([]);
  });

  it('lets only keys act while someone types that no text needs', () => {
    const whileTyping = shortcutIds
      .filter(worksWhileTyping)
      .flatMap((id): readonly string[] => shortcuts[id].keys);
    expect(whileTyping.filter((keys) => keys.length === 1)).toEqual([]);
  });

  it('never sends anything by Enter alone', () => {
    expect(matchShortcuts('Enter', null).ids).toEqual(['open']);
    expect(matchShortcuts('Mod+Enter', null).ids).toEqual(['submit']);
  });
});

describe('a key press', () => {
  it('is known by its character, whatever the shift key', () => {
    expect(press('A')).toBe('a');
    expect(press('?')).toBe('?');
  });

  it('is a combination with Control or with the command key', () => {
    expect(press('Enter', { ctrlKey: true })).toBe('Mod+Enter');
    expect(press('Enter', { metaKey: true })).toBe('Mod+Enter');
  });

  it('is nothing with Alt, or when it is a modifier alone', () => {
    expect(press('a', { altKey: true })).toBeNull();
    expect(press('Shift')).toBeNull();
  });

  it('does not answer while Control is held: Ctrl+A selects', () => {
    expect(matchShortcuts(press('a', { ctrlKey: true }) ?? '', null).ids).toEqual([]);
  });
});

describe('a chord', () => {
  it('waits for its second key', () => {
    expect(matchShortcuts('g', null)).toEqual({ ids: [], pending: 'g' });
    expect(matchShortcuts('i', 'g')).toEqual({ ids: ['goInbox'], pending: null });
  });

  it('is forgotten by any other key, which then means what it always means', () => {
    expect(matchShortcuts('j', 'g')).toEqual({ ids: ['next'], pending: null });
  });

  it('does not begin in the middle of another', () => {
    expect(matchShortcuts('i', null).ids).toEqual([]);
  });
});

describe('printed keys', () => {
  it('are those of the machine’s keyboard', () => {
    expect(keyCaps('Mod+Enter', 'linux')).toEqual(['Ctrl', '↵']);
    expect(keyCaps('Mod+Enter', 'darwin')).toEqual(['⌘', '↵']);
    expect(keyCaps('g i', 'win32')).toEqual(['G', 'I']);
  });
});
