import type { TaskSummary } from '../../shared/contract/processes.ts';

/** One task with what ran inside it. */
export interface TimelineTask {
  readonly task: TaskSummary;
  /** In the order in which they began. */
  readonly lists: readonly TimelineList[];
  /** What has not ended among this task and all inside it, containers not counted. */
  readonly live: Live;
}

/** The tasks of one list: of one iteration, one attempt, one handler; of a `do` or a fork, all of them. */
export interface TimelineList {
  /** The property that holds it: `do`, `try`, `catch/do`, `fork/branches`, `foreach/do`. */
  readonly key: string;
  /** The iteration or attempt, from 1. */
  readonly visit: number;
  readonly tasks: readonly TimelineTask[];
  readonly live: Live;
  readonly failed: boolean;
}

export interface Live {
  readonly active: number;
  readonly waiting: number;
}

/** Where a task stands: inside which task (empty: none), in which of its lists, in which round of it. */
export interface TaskAddress {
  readonly parent: string;
  readonly list: string;
  readonly visit: number;
}

/**
 * Reads `/do/0/ship/try#2/0/book` from the outside in: the property of a list (never a number), an index, a name, and so on.
 * @returns null for what is no task in a list
 */
export function addressOf(path: string): TaskAddress | null {
  const segments = path.split('/').slice(1);
  let parent = '';
  let at = 0;
  for (;;) {
    let end = at;
    while (end < segments.length && !/^\d+$/.test(segments[end] ?? '')) end += 1;
    if (end === at || end + 1 >= segments.length) return null;
    const keys = segments.slice(at, end);
    if (end + 2 >= segments.length) return { parent, ...listOf(keys) };
    parent = `/${segments.slice(0, end + 2).join('/')}`;
    at = end + 2;
  }
}

function listOf(keys: readonly string[]): { list: string; visit: number } {
  const [, list = '', visit] = /^(.*?)(?:#(\d+))?$/.exec(keys.join('/')) ?? [];
  return { list, visit: visit === undefined ? 1 : Number(visit) };
}

/** The tasks of a process, which come in the order in which they began, as the tree that their paths say. */
export function timelineTree(tasks: readonly TaskSummary[]): TimelineTask[] {
  const top: Growing[] = [];
  const known = new Map<string, Growing>();
  for (const task of tasks) {
    const address = addressOf(task.path);
    if (address === null) continue;
    const node: Growing = { task, lists: new Map() };
    known.set(task.path, node);
    const parent = known.get(address.parent);
    if (parent === undefined) {
      top.push(node);
      continue;
    }
    const id = `${address.list}#${address.visit}`;
    const list = parent.lists.get(id);
    if (list === undefined) parent.lists.set(id, { key: address.list, visit: address.visit, tasks: [node] });
    else list.tasks.push(node);
  }
  return top.map(grown);
}

interface Growing {
  readonly task: TaskSummary;
  readonly lists: Map<string, { key: string; visit: number; tasks: Growing[] }>;
}

function grown({ task, lists }: Growing): TimelineTask {
  const inside = [...lists.values()].map(({ key, visit, tasks }): TimelineList => {
    const nodes = tasks.map(grown);
    return {
      key,
      visit,
      tasks: nodes,
      live: sum(nodes.map(({ live }) => live)),
      failed: nodes.some((node) => node.task.statusCode === 'F'),
    };
  });
  const within = sum(inside.map(({ live }) => live));
  return { task, lists: inside, live: anyLive(within) ? within : own(task) };
}

function own({ statusCode }: TaskSummary): Live {
  return { active: statusCode === 'A' ? 1 : 0, waiting: statusCode === 'W' ? 1 : 0 };
}

function sum(all: readonly Live[]): Live {
  let [active, waiting] = [0, 0];
  for (const live of all) {
    active += live.active;
    waiting += live.waiting;
  }
  return { active, waiting };
}

export function anyLive({ active, waiting }: Live): boolean {
  return active + waiting > 0;
}
