/** A group of rows; `label` null: rows without a heading. */
export interface ListboxGroup<T> {
  readonly label: string | null;
  readonly items: readonly T[];
}

/** What the list draws, one after the other: `position` counts rows from 1 across all groups. */
export type ListboxLine<T> =
  | { readonly kind: 'heading'; readonly key: string; readonly group: string | null; readonly label: string }
  | {
      readonly kind: 'row';
      readonly key: string;
      readonly group: string | null;
      readonly position: number;
      readonly item: T;
    };

export function listboxLines<T>(
  groups: readonly ListboxGroup<T>[],
  idOf: (item: T) => string,
): ListboxLine<T>[] {
  const lines: ListboxLine<T>[] = [];
  let position = 0;
  for (const group of groups) {
    if (group.items.length === 0) continue;
    if (group.label !== null) {
      lines.push({ kind: 'heading', key: `heading ${group.label}`, group: group.label, label: group.label });
    }
    for (const item of group.items) {
      position += 1;
      lines.push({ kind: 'row', key: idOf(item), group: group.label, position, item });
    }
  }
  return lines;
}

/** The index of the next row in a direction, headings skipped; at the end, the row one stands on. From -1 it is the first. */
export function stepFrom<T>(lines: readonly ListboxLine<T>[], from: number, by: 1 | -1): number {
  const start = from < 0 ? (by === 1 ? -1 : lines.length) : from;
  for (let index = start + by; index >= 0 && index < lines.length; index += by) {
    if (lines[index]?.kind === 'row') return index;
  }
  return from;
}
