import type { OutboxEntry } from '../../../shared/contract/accounts.ts';
import { errorCatalogue, type ErrorCode } from '../../../shared/error-catalogue.ts';
import { CountersignError } from '../../../shared/errors.ts';
import type { OutboxAction } from '../../store/replica/outbox-row.ts';
import { TransportError } from '../transports/transport-error.ts';

export type Decided = NonNullable<OutboxEntry['decided']>;

/** What a failed attempt means for its entry. */
export type Verdict =
  /** It can never work as it is. */
  | { readonly kind: 'refused' }
  /** Somebody was first, or the task went another way; null: the server did not say who. */
  | { readonly kind: 'conflict'; readonly decided: Omit<Decided, 'byName' | 'label'> | null }
  /** What it wanted is so already. */
  | { readonly kind: 'delivered' }
  /** Later, by itself. `uncertain`: this attempt may have arrived. */
  | { readonly kind: 'retry'; readonly uncertain: boolean; readonly retryAfterMs: number | null }
  /** Not before something is done about the account: signing in again, updating. */
  | { readonly kind: 'blocked'; readonly uncertain: boolean };

const conflicts: readonly ErrorCode[] = ['STALE_TASK', 'ASSIGNMENT_INACTIVE', 'CLAIMED_BY_OTHER'];
/** Only something about the account helps: signing in again, being let in again, updating. */
export const accountProblems: readonly ErrorCode[] = [
  'TOKEN_EXPIRED',
  'UNAUTHORIZED',
  'DEVICE_REVOKED',
  'ACCESS_ENDED',
  'SERVER_INCOMPATIBLE',
];

/** One rule for what becomes of a command that did not work. Nothing is given up that may still work, and nothing is kept back. */
export function classify(error: unknown, action: OutboxAction): Verdict {
  // What is known by its code and came from no server was found out before anything was sent.
  const uncertain = error instanceof TransportError ? error.uncertain : !(error instanceof CountersignError);
  const retryAfterMs = error instanceof TransportError ? error.retryAfterMs : null;
  // What is not on the list is a bug of one of the two sides; it is visible, and the answer is not lost to it.
  if (!(error instanceof CountersignError)) return { kind: 'retry', uncertain, retryAfterMs };
  const { code } = error;
  if (accountProblems.includes(code)) return { kind: 'blocked', uncertain };
  if (action === 'releaseHumanTask' && code === 'NOT_CLAIMED') return { kind: 'delivered' };
  if (conflicts.includes(code) && action !== 'postMessage') {
    return { kind: 'conflict', decided: decidedBy(error) };
  }
  const { status, retry } = errorCatalogue[code];
  return retry || status >= 500 ? { kind: 'retry', uncertain, retryAfterMs } : { kind: 'refused' };
}

function decidedBy({ details, code }: CountersignError): Omit<Decided, 'byName' | 'label'> | null {
  if (code !== 'STALE_TASK' || details.decision === undefined) return null;
  const { completedUser, completedTs, value } = details.decision;
  const at = completedTs;
  return {
    by: completedUser,
    at,
    answer: value === undefined ? null : { value, submittedAt: at },
  };
}
