import type { TaskSummary } from '../../shared/contract/processes.ts';
import type { TaskStatus } from '../../shared/human-task/status.ts';
import { anyLive, type Live, type TimelineList, type TimelineTask } from './timeline-tree.ts';

/** What a round of a list is called. */
export type Round = 'iteration' | 'attempt' | 'event' | 'handler';

/** How often something ran, and what came of it. */
export interface Rounds {
  readonly round: Round | 'branch';
  readonly total: number;
  readonly failed: number;
  readonly open: number;
}

interface Opening {
  /** Of what its line opens and closes; null: there is nothing in it. */
  readonly toggle: { readonly id: string; readonly open: boolean } | null;
  readonly depth: number;
  readonly key: string;
}

/** What the timeline draws, one below the other. */
export type TimelineLine =
  | (Opening & {
      readonly kind: 'task';
      readonly task: TaskSummary;
      /** Its own, or that of what waits inside it. */
      readonly status: TaskStatus;
      readonly rounds: Rounds | null;
      /** Where rounds of one task each have no line of their own: which round this is. */
      readonly round: { readonly round: Round; readonly visit: number } | null;
      readonly branch: boolean;
    })
  | (Opening & {
      readonly kind: 'round';
      readonly round: Round;
      readonly visit: number;
      readonly status: TaskStatus;
    })
  /** Rounds that are not drawn because nothing about them is remarkable. */
  | (Opening & {
      readonly kind: 'more';
      readonly round: Round;
      readonly count: number;
      readonly all: boolean;
    });

/** More rounds than these are drawn only where something in them is open or failed, until the person wants all. */
const fewRounds = 8;

/**
 * The lines of a tree. What is open by itself: everything but rounds that are over. `toggled` is what the person has opened
 * (true) or closed (false), by the id of the line.
 */
export function timelineLines(
  tree: readonly TimelineTask[],
  toggled: ReadonlyMap<string, boolean>,
): TimelineLine[] {
  const lines: TimelineLine[] = [];
  for (const node of tree) addTask(lines, node, { depth: 0, toggled, round: null, branch: false });
  return lines;
}

interface At {
  readonly depth: number;
  readonly toggled: ReadonlyMap<string, boolean>;
  readonly round: { readonly round: Round; readonly visit: number } | null;
  readonly branch: boolean;
}

function addTask(lines: TimelineLine[], node: TimelineTask, at: At): void {
  const { task, lists } = node;
  const isOpen = at.toggled.get(task.path) ?? true;
  lines.push({
    kind: 'task',
    key: task.path,
    depth: at.depth,
    task,
    status: task.statusCode === 'A' && anyLive(node.live) ? liveStatus(node.live) : task.statusCode,
    rounds: roundsOf(node),
    round: at.round,
    branch: at.branch,
    toggle: lists.length === 0 ? null : { id: task.path, open: isOpen },
  });
  if (!isOpen) return;
  const inside = { ...at, depth: at.depth + 1, round: null, branch: false };
  for (const run of runsOf(lists)) addRun(lines, task, run, inside);
}

/** Lists of one property, one after the other. */
function runsOf(lists: readonly TimelineList[]): TimelineList[][] {
  const runs = new Map<string, TimelineList[]>();
  for (const list of lists) {
    const run = runs.get(list.key);
    if (run === undefined) runs.set(list.key, [list]);
    else run.push(list);
  }
  return [...runs.values()];
}

function addRun(lines: TimelineLine[], task: TaskSummary, run: readonly TimelineList[], at: At): void {
  const key = run[0]?.key ?? '';
  const round = roundOf(task, key);
  if (round === null || (round === 'attempt' && run.length === 1)) {
    const branch = key === 'fork/branches';
    for (const list of run) for (const node of list.tasks) addTask(lines, node, { ...at, branch });
    return;
  }
  const allId = `${task.path}/${key}*`;
  const all = run.length <= fewRounds || at.toggled.get(allId) === true;
  const shown = all ? run : run.filter((list) => anyLive(list.live) || list.failed);
  const hidden = run.length - shown.length;
  if (hidden > 0) {
    lines.push({
      kind: 'more',
      key: allId,
      depth: at.depth,
      round,
      count: hidden,
      all: shown.length === 0,
      toggle: { id: allId, open: false },
    });
  }
  const single = round !== 'handler' && run.every((list) => list.tasks.length <= 1);
  const last = run.at(-1);
  for (const list of shown) {
    if (single) {
      for (const node of list.tasks) addTask(lines, node, { ...at, round: { round, visit: list.visit } });
    } else {
      // The attempt that decides is the last one; of a few iterations none matters more than the others.
      const matters = round === 'attempt' ? list === last : run.length <= fewRounds;
      addRound(lines, { task, list, round, open: matters || anyLive(list.live) }, at);
    }
  }
}

function addRound(
  lines: TimelineLine[],
  { task, list, round, open }: { task: TaskSummary; list: TimelineList; round: Round; open: boolean },
  at: At,
): void {
  const id = `${task.path}/${list.key}#${list.visit}`;
  const isOpen = at.toggled.get(id) ?? open;
  lines.push({
    kind: 'round',
    key: id,
    depth: at.depth,
    round,
    visit: list.visit,
    status: roundStatus(list),
    toggle: { id, open: isOpen },
  });
  if (!isOpen) return;
  for (const node of list.tasks) addTask(lines, node, { ...at, depth: at.depth + 1 });
}

/** Null: the tasks stand directly below their task, as in a `do` or a fork. */
function roundOf(task: TaskSummary, key: string): Round | null {
  if (key === 'try') return 'attempt';
  if (key === 'catch/do') return 'handler';
  if (task.kind === 'for') return 'iteration';
  if (task.kind === 'listen') return 'event';
  return null;
}

function roundsOf({ task, lists }: TimelineTask): Rounds | null {
  if (task.kind === 'fork') {
    const branches = lists.flatMap((list) => list.tasks);
    return {
      round: 'branch',
      total: branches.length,
      failed: branches.filter((node) => node.task.statusCode === 'F').length,
      open: branches.filter((node) => anyLive(node.live)).length,
    };
  }
  const counted = lists.filter((list) => {
    const round = roundOf(task, list.key);
    return round === 'iteration' || round === 'attempt' || round === 'event';
  });
  const [first] = counted;
  const round = first === undefined ? null : roundOf(task, first.key);
  if (round === null || (round === 'attempt' && counted.length === 1)) return null;
  return {
    round,
    total: counted.length,
    failed: counted.filter((list) => list.failed).length,
    open: counted.filter((list) => anyLive(list.live)).length,
  };
}

function roundStatus(list: TimelineList): TaskStatus {
  if (anyLive(list.live)) return liveStatus(list.live);
  if (list.failed) return 'F';
  return list.tasks.some(({ task }) => task.statusCode === 'X') ? 'X' : 'C';
}

function liveStatus({ active }: Live): TaskStatus {
  return active > 0 ? 'A' : 'W';
}
