/** What an operator does to a process. `cancel` ends it with its next walk, `retry` walks it at once after a failure. */
export type Operation =
  | { readonly kind: 'cancel'; readonly reason: string | null }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'retry' };

export interface OperationRequest {
  readonly processId: string;
  readonly operation: Operation;
  readonly idempotencyKey?: string | undefined;
}
