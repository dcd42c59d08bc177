import type { HumanTaskRow, TaskView } from '../../shared/contract/human-tasks.ts';
import { strings } from '../strings.ts';
import type { ListboxGroup } from '../ui/listbox-lines.ts';
import { daysBetween } from '../ui/times.ts';

const { groups: names } = strings;

/** Rows under the headings of their view, in the order of urgency; within a group the account's order stays. */
export function groupTasks(
  rows: readonly HumanTaskRow[],
  view: TaskView,
  now: number,
): ListboxGroup<HumanTaskRow>[] {
  return view === 'done'
    ? group(rows, doneOrder, (row) => doneGroup(row, now))
    : group(rows, dueOrder, (row) => dueGroup(row, now));
}

/** The task to show when this one has left the list: the one below it, else the one above; null when it was the last. */
export function neighbourOf(
  groups: readonly ListboxGroup<HumanTaskRow>[],
  taskAsstId: string,
): string | null {
  const ids = groups.flatMap((candidate) => candidate.items.map((row) => row.taskAsstId));
  const index = ids.indexOf(taskAsstId);
  if (index < 0) return ids[0] ?? null;
  return ids[index + 1] ?? ids[index - 1] ?? null;
}

const dueOrder = [names.overdue, names.today, names.week, names.later, names.none];
const doneOrder = [names.today, names.yesterday, names.lastWeek, names.earlier];

function dueGroup({ deadlineTs }: HumanTaskRow, now: number): string {
  if (deadlineTs === null) return names.none;
  const deadline = Date.parse(deadlineTs);
  if (deadline < now) return names.overdue;
  const days = daysBetween(now, deadline);
  if (days === 0) return names.today;
  return days <= 7 ? names.week : names.later;
}

function doneGroup({ completedTs, assignedTs }: HumanTaskRow, now: number): string {
  const days = daysBetween(Date.parse(completedTs ?? assignedTs), now);
  if (days <= 0) return names.today;
  if (days === 1) return names.yesterday;
  return days <= 7 ? names.lastWeek : names.earlier;
}

function group(
  rows: readonly HumanTaskRow[],
  order: readonly string[],
  nameOf: (row: HumanTaskRow) => string,
): ListboxGroup<HumanTaskRow>[] {
  const byName = new Map<string, HumanTaskRow[]>(order.map((name) => [name, []]));
  for (const row of rows) byName.get(nameOf(row))?.push(row);
  return [...byName].filter(([, items]) => items.length > 0).map(([label, items]) => ({ label, items }));
}
