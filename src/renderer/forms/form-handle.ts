import type { Json } from '../../shared/json.ts';

/** What the page around a form may ask of it. */
export interface FormHandle {
  /** Everything that is entered, also what was typed a moment ago, as it is sent. */
  value(): Json | undefined;
  /** Puts the focus into the first field with a problem. */
  focusProblem(): void;
}
