import type { EffectResult } from '../../../src/engine/effect.ts';

/** The other side of all effects. It does not stop when the host does, and knows what it was asked. */
export class Service {
  readonly #requests = new Map<string, string>();
  readonly #keys = new Map<string, Set<string>>();
  readonly #calls = new Map<string, number>();

  /**
   * Notes what came under which key. The reply depends on the task alone, so that it is the same each time.
   * @param place the task, wherever it runs
   */
  call(place: string, key: string, request: string): EffectResult {
    if ((this.#requests.get(key) ?? request) !== request)
      throw new Error(`I2: ${key} came with two contents`);
    this.#requests.set(key, request);
    this.#calls.set(place, this.callsOf(place) + 1);
    this.#keys.set(place, (this.#keys.get(place) ?? new Set()).add(key));
    return replies[hash(place) % replies.length] as EffectResult;
  }

  callsOf(place: string): number {
    return this.#calls.get(place) ?? 0;
  }

  /** Every task that has called. */
  get places(): readonly string[] {
    return [...this.#calls.keys()].sort();
  }

  checkKeys(): void {
    for (const [place, keys] of this.#keys) {
      if (keys.size > 1) throw new Error(`I2: the effect of ${place} had ${keys.size} keys`);
    }
  }
}

const replies: readonly EffectResult[] = [
  { ok: true, output: { a: 'x', value: 7 } },
  { ok: true, output: { value: 'APPROVED' } },
  { ok: true, output: null },
  { ok: true, output: { a: { b: 1 } } },
  { ok: true, output: 'text' },
  {
    ok: false,
    error: {
      type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication',
      status: 503,
      title: 'Unavailable',
    },
  },
];

/** FNV-1a: the same number for the same text on every machine. */
export function hash(of: string): number {
  let value = 0x811c9dc5;
  for (const character of of) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
