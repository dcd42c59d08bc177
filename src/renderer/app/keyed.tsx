import { ShortcutKeys } from './shortcut-keys.tsx';
import { ariaKeys, shortcuts, type ShortcutId } from './shortcuts.ts';

/** For a button: prints the key that presses it, and tells it to screen readers. */
export function keyed(id: ShortcutId) {
  const [keys] = shortcuts[id].keys;
  return {
    'aria-keyshortcuts': ariaKeys(keys, window.countersign.platform),
    rightSection: <ShortcutKeys keys={keys} />,
  };
}
