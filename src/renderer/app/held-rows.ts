import type { OutboxEntry } from '../../shared/contract/accounts.ts';
import type { HumanTaskRow } from '../../shared/contract/human-tasks.ts';

/** A row as the list last had it, and the row above it; null: it was the first. */
export interface SeenRow {
  readonly row: HumanTaskRow;
  readonly above: string | null;
}

export type SeenRows = Map<string, SeenRow>;

const mostSeen = 2_000;

/** Remembers where each row stands, so that one which is answered can be shown there while that can be undone. */
export function rememberRows(seen: SeenRows, rows: readonly HumanTaskRow[]): void {
  rows.forEach((row, index) => {
    seen.delete(row.taskAsstId);
    seen.set(row.taskAsstId, { row, above: rows[index - 1]?.taskAsstId ?? null });
  });
  for (const id of seen.keys()) {
    if (seen.size <= mostSeen) break;
    seen.delete(id);
  }
}

/** The rows of the list with those that were just answered and are still held back, each where it stood. */
export function withHeldRows(
  rows: readonly HumanTaskRow[],
  seen: SeenRows,
  held: readonly OutboxEntry[],
): readonly HumanTaskRow[] {
  const missing = held.flatMap((entry) => {
    const known = seen.get(entry.taskAsstId);
    return known === undefined ? [] : [{ entry, known }];
  });
  if (missing.length === 0) return rows;
  const shown = rows.filter((row) => !missing.some(({ entry }) => entry.taskAsstId === row.taskAsstId));
  const left = new Map(missing.map((item) => [item.entry.taskAsstId, item]));
  /** Below the nearest row above that is still there: several in a row may have been answered. */
  const place = (above: string | null): number => {
    const passed = new Set<string>();
    for (let id = above; id !== null && !passed.has(id); id = seen.get(id)?.above ?? null) {
      const index = shown.findIndex((row) => row.taskAsstId === id);
      if (index >= 0) return index + 1;
      passed.add(id);
    }
    return 0;
  };
  // Whoever stands below another that is missing comes after it.
  while (left.size > 0) {
    const next =
      [...left.values()].find(({ known }) => known.above === null || !left.has(known.above)) ??
      [...left.values()][0];
    if (next === undefined) break;
    left.delete(next.entry.taskAsstId);
    shown.splice(place(next.known.above), 0, answered(next.known.row, next.entry));
  }
  return shown;
}

/** Whether the row is only shown because its answer can still be undone. */
export function isHeld({ sync, answerLabel }: HumanTaskRow): boolean {
  return answerLabel !== null && sync?.outbox?.state === 'held';
}

function answered(row: HumanTaskRow, { entryId, state, label, accountId }: OutboxEntry): HumanTaskRow {
  const sync = row.sync ?? { accountId, accountName: '', confirmedTs: null, longestAnswer: null };
  return {
    ...row,
    unread: false,
    hasDraft: false,
    quickAnswers: [],
    answerLabel: label ?? '',
    sync: { ...sync, outbox: { entryId, state } },
  };
}
