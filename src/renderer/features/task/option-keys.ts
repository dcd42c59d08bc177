import { shortcuts } from '../../app/shortcuts.ts';

/** The key of an approval's or confirmation's option: A and R for the first two, then 3 to 9; null: it has none. */
export function decisionKey(index: number): string | null {
  if (index === 0) return shortcuts.option1.keys[0];
  if (index === 1) return shortcuts.option2.keys[0];
  return optionKey(index);
}

/** The key of an option in a list to choose from: its number, as far as there are numbers. */
export function optionKey(index: number): string | null {
  return shortcuts.choose.keys[index] ?? null;
}

/** Which option a number key means: 0 for `1`. */
export function optionIndex(key: string): number {
  return Number(key) - 1;
}
