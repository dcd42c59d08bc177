import type { OutboxEntry } from '../../shared/contract/accounts.ts';
import { errorCatalogue, type ErrorCode } from '../../shared/error-catalogue.ts';
import type { Response } from '../../shared/human-task/answer.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { strings } from '../strings.ts';

const words = strings.queue;

/** What one may do about an entry. */
export interface EntryRights {
  readonly retry: boolean;
  readonly edit: boolean;
  readonly withdraw: boolean;
  readonly dismiss: boolean;
  readonly postAsComment: boolean;
}

export function rightsOf({ action, state, dismissed }: OutboxEntry): EntryRights {
  const isUnsent = state === 'held' || state === 'queued';
  const isTold = (state === 'conflict' || state === 'refused') && !dismissed;
  return {
    retry: isUnsent || state === 'refused',
    edit: isUnsent && action === 'completeTask',
    withdraw: isUnsent,
    dismiss: isTold,
    postAsComment: isTold && action === 'completeTask',
  };
}

/** What the entry is about, in a few words: the answer, or what else was done. */
export function labelOf({ action, label }: Pick<OutboxEntry, 'action' | 'label'>): string {
  return action === 'completeTask' && label !== null ? label : words.actions[action];
}

/** What to be told first of an entry that did not do what was meant. */
export function outcomeTitle({ action, state }: Pick<OutboxEntry, 'action' | 'state'>): string {
  if (action === 'completeTask') return state === 'conflict' ? words.conflictTitle : words.refusedTitle;
  const name = words.actions[action];
  return state === 'conflict' ? words.actionConflict(name) : words.actionRefused(name);
}

/** What went wrong and what to do about it; empty when nothing did. */
export function problemInWords({ lastError }: Pick<OutboxEntry, 'lastError'>): string[] {
  if (lastError === null) return [];
  const { title, detail, code } = lastError;
  const known = Object.hasOwn(errorCatalogue, code) ? errorCatalogue[code as ErrorCode] : undefined;
  return [
    sentence(title ?? known?.title ?? words.refusedUnknown),
    ...(detail === undefined || detail === title ? [] : [sentence(detail)]),
    ...(known === undefined ? [] : [known.next]),
  ];
}

export interface OwnAnswer {
  /** The value in its ask's words, or in full where those are shortened; null: it is all in `facts`. */
  readonly headline: string | null;
  readonly facts: JsonObject | null;
  readonly comment: string | null;
}

/** All of what one had answered, whether or not its task can still be read. */
export function ownAnswer({ label, response }: { label: string | null; response: Response }): OwnAnswer {
  const { value, fields, comment } = response;
  const facts = isJsonObject(value) ? value : isJsonObject(fields) ? fields : null;
  const isFilled = facts !== null && Object.keys(facts).length > 0;
  return {
    headline: isJsonObject(value) && isFilled ? null : inFull(value ?? null, label),
    facts: isFilled ? facts : null,
    comment: comment === undefined || comment.trim() === '' ? null : comment,
  };
}

/** Written text is kept letter for letter; of an option its label says more than its value. */
function inFull(value: Json, label: string | null): string {
  const isText = typeof value === 'string' && /\s/.test(value.trim());
  if (isText) return value;
  return label ?? (typeof value === 'string' ? value : JSON.stringify(value));
}

/** Held answers, the one that was given last first: what can be undone. */
export function heldAnswers(entries: readonly OutboxEntry[]): OutboxEntry[] {
  return entries
    .filter(
      ({ action, state, heldUntilTs }) =>
        action === 'completeTask' && state === 'held' && heldUntilTs !== null,
    )
    .toSorted((one, other) => Date.parse(other.writtenTs) - Date.parse(one.writtenTs));
}

/** How long until one of them is held no more, in milliseconds; null: none is held. */
export function untilHoldEnds(entries: readonly OutboxEntry[], now: number): number | null {
  const ends = entries.flatMap(({ state, heldUntilTs }) =>
    state === 'held' && heldUntilTs !== null ? [Date.parse(heldUntilTs)] : [],
  );
  return ends.length === 0 ? null : Math.max(0, Math.min(...ends) - now);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
