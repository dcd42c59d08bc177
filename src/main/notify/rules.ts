import type { Settings } from '../../shared/contract/desktop.ts';
import type { Risk } from '../../shared/human-task/ask.ts';

// Pure: what the desktop should say, given what waits. Nothing here reads or shows anything.

/** One ask as the account sees it now. */
export interface AskNow {
  readonly taskAsstId: string;
  readonly risk: Risk;
  readonly waiting: boolean;
}

export interface NotifyState {
  /** Asks that still wait and that the person has been told about, one by one or in a summary. */
  readonly told: ReadonlySet<string>;
  /** Of these, the ones whose own notification stands on the desktop. */
  readonly shown: ReadonlySet<string>;
  readonly summaryShown: boolean;
}

export type Step =
  | { readonly kind: 'show'; readonly taskAsstId: string }
  | { readonly kind: 'summarize'; readonly count: number }
  | { readonly kind: 'withdraw'; readonly taskAsstId: string }
  | { readonly kind: 'withdraw-summary' };

export interface Plan {
  readonly state: NotifyState;
  readonly steps: readonly Step[];
}

export const nothingTold: NotifyState = { told: new Set(), shown: new Set(), summaryShown: false };

/** More at once than this would bury the desktop; they become one notification. */
const mostAtOnce = 3;

/**
 * What to say after something changed. `asks` are the asks that the change is about (at start-up: all that wait); asks that
 * are not among them are as they were. An ask is told once, however often it is looked at.
 */
export function planNotifications(
  before: NotifyState,
  asks: readonly AskNow[],
  setting: Settings['notifications'],
): Plan {
  const ended = asks.filter((ask) => !ask.waiting && before.told.has(ask.taskAsstId));
  const fresh = asks.filter(
    (ask) => ask.waiting && !before.told.has(ask.taskAsstId) && isWanted(ask, setting),
  );
  const told = new Set(before.told);
  for (const ask of ended) told.delete(ask.taskAsstId);
  for (const ask of fresh) told.add(ask.taskAsstId);

  const withdrawn = ended.filter((ask) => before.shown.has(ask.taskAsstId));
  const shown = new Set(before.shown);
  for (const ask of withdrawn) shown.delete(ask.taskAsstId);
  const inOne = fresh.length > mostAtOnce;
  if (!inOne) for (const ask of fresh) shown.add(ask.taskAsstId);

  const summaryEnds = before.summaryShown && told.size === 0;
  return {
    state: { told, shown, summaryShown: inOne || (before.summaryShown && !summaryEnds) },
    steps: [
      ...withdrawn.map((ask): Step => ({ kind: 'withdraw', taskAsstId: ask.taskAsstId })),
      ...(summaryEnds ? [{ kind: 'withdraw-summary' } as const] : []),
      ...(inOne
        ? [{ kind: 'summarize', count: told.size } as const]
        : fresh.map((ask): Step => ({ kind: 'show', taskAsstId: ask.taskAsstId }))),
    ],
  };
}

/** The notification is gone from the desktop by itself: dismissed, expired, or answered with. The ask may still wait. */
export function forgetShown(state: NotifyState, taskAsstId: string): NotifyState {
  const shown = new Set(state.shown);
  shown.delete(taskAsstId);
  return { ...state, shown };
}

/** It could not be shown: the next look at its process shows it. */
export function forgetTold(state: NotifyState, taskAsstId: string): NotifyState {
  const told = new Set(state.told);
  told.delete(taskAsstId);
  return { ...forgetShown(state, taskAsstId), told };
}

export function forgetSummary(state: NotifyState): NotifyState {
  return { ...state, summaryShown: false };
}

/** After the setting was changed to something quieter: what no longer belongs on the desktop. */
export function planQuieter(before: NotifyState, setting: Settings['notifications']): Plan {
  if (setting === 'all') return { state: before, steps: [] };
  return {
    state: { told: before.told, shown: new Set(), summaryShown: false },
    steps: [
      ...[...before.shown].map((taskAsstId): Step => ({ kind: 'withdraw', taskAsstId })),
      ...(before.summaryShown ? [{ kind: 'withdraw-summary' } as const] : []),
    ],
  };
}

function isWanted(ask: AskNow, setting: Settings['notifications']): boolean {
  return setting === 'all' || (setting === 'high-risk' && ask.risk === 'high');
}
