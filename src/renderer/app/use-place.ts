import { useMemo, useSyncExternalStore } from 'react';
import { viewsOpen } from '../ui/views-open.ts';
import { parsePlace, placeHash, type Place } from './navigation.ts';

/** The current place; a component that calls this renders again whenever the place changes. */
export function usePlace(): Place {
  const text = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => parsePlace(text), [text]);
}

/** Goes to a place. `replace` for steps that Back should skip, such as moving along a list. */
export function goTo(place: Place, how: 'push' | 'replace' = 'push'): void {
  viewsOpen.set(false);
  const target = placeHash(place);
  if (target === window.location.hash) return;
  if (how === 'push') {
    window.location.hash = target;
  } else {
    window.history.replaceState(null, '', target);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  }
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
