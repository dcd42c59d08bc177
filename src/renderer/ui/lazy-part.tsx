import { lazy, type ComponentType } from 'react';

export interface LazyPart<Props> {
  /** Draws the part; suspends only while its code has not arrived. */
  readonly Part: ComponentType<Props>;
  readonly preload: () => Promise<void>;
}

/**
 * A part of the window whose code is not in the first bundle. React's own `lazy` suspends on its first drawing even when the
 * code is there, and then keeps the fallback for 300 ms; a part that was preloaded is drawn at once.
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  let loaded: ComponentType<Props> | null = null;
  const once = async () => (loaded ??= await load());
  const Late = lazy(async () => ({ default: await once() }));
  return {
    Part: (props) => {
      const Now = loaded;
      return Now === null ? <Late {...props} /> : <Now {...props} />;
    },
    preload: async () => void (await once()),
  };
}
