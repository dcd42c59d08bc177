import type { Json } from '../../shared/json.ts';

/**
 * `12`, `-3.50`, `1e6` as a number; anything else stays as it was typed, and the service says what is wrong with it. A comma is
 * not guessed at: `1,200` means two different amounts in two places.
 */
export function typedNumber(typed: string): Json | undefined {
  const plain = typed.trim();
  if (plain === '') return undefined;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) && Number.isFinite(Number(plain))
    ? Number(plain)
    : typed;
}
