import type { Clock, Instant } from '../../shared/clock.ts';

export interface ExpiringMap<V> {
  get(key: string): V | undefined;
  set(key: string, value: V, until: Instant): void;
  delete(key: string): void;
}

/** Remembers for a while; when it is full, what was put in first goes first. */
export function createExpiringMap<V>({
  clock,
  atMost,
}: {
  readonly clock: Clock;
  readonly atMost: number;
}): ExpiringMap<V> {
  const entries = new Map<string, { readonly value: V; readonly until: Instant }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined || entry.until > clock.now()) return entry?.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value, until) {
      entries.delete(key);
      entries.set(key, { value, until });
      for (const oldest of entries.keys()) {
        if (entries.size <= atMost) break;
        entries.delete(oldest);
      }
    },
    delete: (key) => void entries.delete(key),
  };
}
