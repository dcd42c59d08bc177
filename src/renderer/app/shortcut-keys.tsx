import { Kbd } from '../ui/kbd.tsx';
import { keyCaps } from './shortcuts.ts';

/** The caps of a key or chord as this machine's keyboard has them. */
export function ShortcutKeys({ keys }: { readonly keys: string }) {
  return <Kbd caps={keyCaps(keys, window.countersign.platform)} />;
}
