import type { OutboxEntry } from '../../shared/contract/accounts.ts';

const mostEnded = 200;

/** The open ones, oldest first; then those that ended, newest first. */
export function inOrder(entries: readonly OutboxEntry[]): OutboxEntry[] {
  const open = entries.filter(({ endedTs }) => endedTs === null);
  const ended = entries.filter(({ endedTs }) => endedTs !== null);
  return [
    ...open.toSorted((a, b) => a.writtenTs.localeCompare(b.writtenTs)),
    ...ended.toSorted((a, b) => (b.endedTs ?? '').localeCompare(a.endedTs ?? '')).slice(0, mostEnded),
  ];
}
