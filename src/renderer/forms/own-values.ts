import type { Json } from '../../shared/json.ts';

/** Tells what a form has said itself, and hears again a little later, from what somebody else has put there. */
export interface OwnValues {
  said(value: Json | undefined): void;
  /** Whether the form said this, or knew it already; what it said before that is not heard again. */
  hears(value: Json | undefined): boolean;
}

export function ownValues(first: Json | undefined): OwnValues {
  /** The one that was heard last, and those that are still on their way: who types fast has said more before the first returns. */
  let own = [textOf(first)];
  return {
    said(value) {
      own.push(textOf(value));
    },
    hears(value) {
      const text = textOf(value);
      const at = own.indexOf(text);
      own = at < 0 ? [text] : own.slice(at);
      return at >= 0;
    },
  };
}

function textOf(value: Json | undefined): string {
  return JSON.stringify(value ?? null);
}
