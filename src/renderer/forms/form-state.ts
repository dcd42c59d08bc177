import type { FieldProblem } from '../../shared/errors.ts';

// What the fields of one form share beside the data itself, which is rjsf's. A field listens only to its own place, so that a key
// pressed in one of two hundred fields draws one of them.
//
// F1: what is typed is the field's until it is handed over: shortly after the last key, on leaving the field, or when the form
//     is read. Nothing that was typed is lost in between (see `waiting`).
// F2: what the account found wrong stays until its place is changed; what the window finds is shown only where one has been.

/** Milliseconds after the last key. */
const quiet = 160;

/** What was typed and is not in the form's data yet. */
export interface Typed {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly handOver: () => void;
}

export interface FormState {
  /** Before every id in the document. */
  readonly prefix: string;
  problemAt(pointer: string): string | null;
  problems(): readonly FieldProblem[];
  subscribe(listener: () => void): () => void;
  /** What the account refused. */
  refuse(problems: readonly FieldProblem[]): void;
  /** What the window finds wrong with the data. */
  find(problems: readonly FieldProblem[]): void;
  /** Someone has been at this place. @returns whether for the first time */
  visit(pointer: string): boolean;
  hasVisits(): boolean;
  edit(pointer: string): void;
  type(pointer: string, typed: Typed): void;
  handOver(): void;
  waiting(): readonly Typed[];
  name(pointer: string, label: string): void;
  labelOf(pointer: string): string | null;
  /** How far down the page a place is, for those that are on it. */
  topOf(pointer: string): number;
}

/** @param now runs the work so that the form has the data when it returns: between the two, a reader would miss it (F1) */
export function createFormState(prefix: string, now: (work: () => void) => void): FormState {
  const listeners = new Set<() => void>();
  const visited = new Set<string>();
  const labels = new Map<string, string>();
  const typed = new Map<string, Typed>();
  let refused: readonly FieldProblem[] = [];
  let found: readonly FieldProblem[] = [];
  let shown: readonly FieldProblem[] = [];
  let byPlace = new Map<string, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = () => {
    const next = merged(
      refused,
      found.filter(({ pointer }) => visited.has(pointer)),
    );
    if (JSON.stringify(next) === JSON.stringify(shown)) return;
    shown = next;
    byPlace = inWords(shown);
    listeners.forEach((listener) => listener());
  };
  const state: FormState = {
    prefix,
    problemAt: (pointer) => byPlace.get(pointer) ?? null,
    problems: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refuse(problems) {
      refused = problems;
      show();
    },
    find(problems) {
      found = problems;
      show();
    },
    visit(pointer) {
      if (visited.has(pointer)) return false;
      visited.add(pointer);
      return true;
    },
    hasVisits: () => visited.size > 0,
    edit(pointer) {
      refused = refused.filter(
        (problem) => !isWithin(problem.pointer, pointer) && !isWithin(pointer, problem.pointer),
      );
      show();
    },
    type(pointer, what) {
      typed.set(pointer, what);
      clearTimeout(timer);
      timer = setTimeout(state.handOver, quiet);
    },
    handOver() {
      clearTimeout(timer);
      const all = [...typed.values()];
      typed.clear();
      if (all.length > 0) now(() => all.forEach(({ handOver }) => handOver()));
    },
    waiting: () => [...typed.values()],
    name: (pointer, label) => void labels.set(pointer, label),
    labelOf: (pointer) => labels.get(pointer) ?? null,
    topOf: (pointer) =>
      document.getElementById(prefix + encodeURIComponent(pointer))?.getBoundingClientRect().top ??
      Number.POSITIVE_INFINITY,
  };
  return state;
}

function merged(refused: readonly FieldProblem[], found: readonly FieldProblem[]): FieldProblem[] {
  const told = new Set(refused.map(({ pointer }) => pointer));
  return [...refused, ...found.filter(({ pointer }) => !told.has(pointer))];
}

function inWords(problems: readonly FieldProblem[]): Map<string, string> {
  const words = new Map<string, string>();
  for (const { pointer, message } of problems) {
    const before = words.get(pointer);
    words.set(pointer, before === undefined ? message : `${before} ${message}`);
  }
  return words;
}

function isWithin(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}

/** The data with what was typed at some places; what it came from is not changed. */
export function withTyped(data: unknown, typed: readonly Typed[]): unknown {
  return typed.reduce((at, { path, value }) => withValue(at, path, value), data);
}

function withValue(data: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list: unknown[] = Array.isArray(data) ? [...(data as unknown[])] : [];
    list[key] = withValue(list[key], rest, value);
    return list;
  }
  const object = { ...(typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {}) };
  object[key] = withValue(object[key], rest, value);
  return object;
}
