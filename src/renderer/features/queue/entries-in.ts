import type { OutboxEntry } from '../../../shared/contract/accounts.ts';

export type Filter = 'open' | 'ended';

/** `open`: what is on its way, and above it what did not arrive as it was meant and nobody has dismissed; `ended`: the rest. */
export function entriesIn(entries: readonly OutboxEntry[], filter: Filter): OutboxEntry[] {
  const told = entries.filter(needsLook);
  if (filter === 'ended') return entries.filter((entry) => entry.endedTs !== null && !needsLook(entry));
  return [...told, ...entries.filter(({ endedTs }) => endedTs === null)];
}

function needsLook({ state, dismissed }: OutboxEntry): boolean {
  return (state === 'conflict' || state === 'refused') && !dismissed;
}
