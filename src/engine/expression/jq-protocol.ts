/** What goes to the jq worker and comes back. Data travels as JSON text: jq reads and writes text anyway. */
export interface JqRequest {
  readonly id: number;
  readonly code: string;
  /** The variables that `data.v` has values for, without the `$`. */
  readonly names: readonly string[];
  /** `{"i": input, "v": {name: value}}` */
  readonly data: string;
}

export type JqReply =
  /** jq is loaded: from here on an expression's time counts. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'value'; readonly id: number; readonly json: string }
  | { readonly kind: 'error'; readonly id: number; readonly message: string };
