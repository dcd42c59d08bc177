import type { HttpEffect } from '../../src/engine/effect.ts';

/** A GET of this address for its content, with differences. */
export function httpEffect(uri: string, change: Partial<HttpEffect> = {}): HttpEffect {
  return {
    kind: 'http',
    method: 'get',
    endpoint: { uri },
    headers: {},
    query: {},
    output: 'content',
    redirect: false,
    ...change,
  };
}
