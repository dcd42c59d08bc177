import { useEffect, useRef } from 'react';
import {
  matchShortcuts,
  pressedKey,
  shortcutIds,
  shortcuts,
  worksWhileTyping,
  type ShortcutId,
} from './shortcuts.ts';

// This module owns the window's one keydown listener. Invariants:
// I1: for one key press at most one handler runs: the newest whose component is mounted and that does not pass.
// I2: a held key acts once: repeats only reach moving along a list, so that nobody answers a row of tasks with one long press.
// I3: while someone types, only keys marked `whileTyping` act; while a dialog is open, only the keys that open and close dialogs.

/** @returns false to pass: the key then reaches the next handler, or the browser. */
export type ShortcutHandler = (event: KeyboardEvent) => boolean | void;

interface Binding {
  readonly id: ShortcutId;
  readonly run: ShortcutHandler;
}

const chordWithin = 1_500;
const repeatable = new Set<ShortcutId>(['next', 'previous']);
const bindings: Binding[] = [];
let pending: { key: string; at: number } | null = null;

/** Binds a shortcut of the table while the calling component is mounted and `enabled`. */
export function useShortcut(id: ShortcutId, handler: ShortcutHandler, enabled = true): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    if (!enabled) return;
    const binding: Binding = { id, run: (event) => latest.current(event) };
    bindings.push(binding);
    return () => void bindings.splice(bindings.indexOf(binding), 1);
  }, [id, enabled]);
}

/** What can be done right now by a key that is not about the row or the field one stands on; in the order of the table. */
export function boundShortcuts(): ShortcutId[] {
  const bound = new Set(bindings.map((binding) => binding.id));
  return shortcutIds.filter((id) => bound.has(id) && !aboutTheFocus.has(id));
}

/** Does what the key of `id` does. */
export function runShortcut(id: ShortcutId): void {
  runNewest(id, new KeyboardEvent('keydown', { key: shortcuts[id].keys[0] }));
}

const aboutTheFocus = new Set<ShortcutId>(['next', 'previous', 'open', 'back', 'choose', 'palette']);

/** Listens for keys; called once, by the entry point. */
export function listenForShortcuts(page: Window): void {
  page.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const key = pressedKey(event);
    if (key === null) return;
    const typing = isTyping(event.target);
    const previous = pending !== null && event.timeStamp - pending.at < chordWithin ? pending.key : null;
    const match = matchShortcuts(key, previous);
    pending = match.pending === null || typing ? null : { key: match.pending, at: event.timeStamp };
    const allowed = match.ids.filter(
      (id) =>
        (!typing || worksWhileTyping(id)) &&
        (!event.repeat || repeatable.has(id)) &&
        (id === 'help' || id === 'palette' || page.document.querySelector('dialog[open]') === null),
    );
    if (allowed.some((id) => runNewest(id, event))) event.preventDefault();
  });
}

function runNewest(id: ShortcutId, event: KeyboardEvent): boolean {
  return bindings
    .filter((binding) => binding.id === id)
    .toReversed()
    .some((binding) => binding.run(event) !== false);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      (target instanceof HTMLInputElement && !['radio', 'checkbox', 'button'].includes(target.type)))
  );
}
