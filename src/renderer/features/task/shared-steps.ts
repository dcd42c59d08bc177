import type { OutcomeStep } from '../../../shared/contract/human-tasks.ts';

/** The steps that every one of several answers leads to; null where it makes a difference, or where there is one answer. */
export function sharedSteps(
  outcomes: readonly { readonly steps: readonly OutcomeStep[] }[],
): readonly OutcomeStep[] | null {
  const [first, ...others] = outcomes.map(({ steps }) => steps);
  if (first === undefined || others.length === 0) return null;
  const text = JSON.stringify(first);
  return others.every((steps) => JSON.stringify(steps) === text) ? first : null;
}
