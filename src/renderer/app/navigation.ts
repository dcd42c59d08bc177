import type { TaskView } from '../../shared/contract/human-tasks.ts';

/** Where the window is. Kept in the URL's hash, so that a reload keeps the place and Back goes back. */
export type Place =
  | { readonly kind: 'tasks'; readonly view: TaskView; readonly taskAsstId: string | null }
  /** A task by its own id, wherever that leads: to the caller's assignment of it, or to why there is none. */
  | { readonly kind: 'task'; readonly taskId: string }
  /** `taskId`: one task of the process, looked at from the outside. */
  | { readonly kind: 'processes'; readonly processId: string | null; readonly taskId?: string }
  /** The tasks of a step of a process, `stepId` being the task that they are in; null: of the whole process. */
  | {
      readonly kind: 'step';
      readonly processId: string;
      readonly stepId: string | null;
      readonly taskId: string | null;
    }
  | { readonly kind: 'workflows'; readonly wfDefId: string | null }
  | { readonly kind: 'add-workflow' }
  /** What was decided here for servers. */
  | { readonly kind: 'queue'; readonly entryId: string | null }
  | { readonly kind: 'people' }
  | { readonly kind: 'settings' };

export const inboxPlace = { kind: 'tasks', view: 'inbox', taskAsstId: null } as const satisfies Place;

/** `#/inbox/<taskAsstId>`, `#/processes/<processId>`, … @see parsePlace, its inverse */
export function placeHash(place: Place): string {
  switch (place.kind) {
    case 'tasks':
      return hash(place.view, place.taskAsstId);
    case 'task':
      return hash('task', place.taskId);
    case 'processes':
      return place.taskId === undefined || place.processId === null
        ? hash('processes', place.processId)
        : `#/processes/${place.processId}/${place.taskId}`;
    case 'step':
      return hash(`steps/${place.processId}/${place.stepId ?? wholeProcess}`, place.taskId);
    case 'workflows':
      return hash('workflows', place.wfDefId);
    case 'add-workflow':
      return '#/workflows/add';
    case 'queue':
      return hash('queue', place.entryId);
    case 'people':
      return '#/people';
    case 'settings':
      return '#/settings';
  }
}

const wholeProcess = 'all';

/** A hash that names no place is the inbox: a link from outside can at most show a wrong page, never break the window. */
export function parsePlace(text: string): Place {
  const [view, id = null, ...rest] = text.replace(/^#?\/?/, '').split('/');
  if ([id, ...rest].some((part) => part !== null && !isId(part))) return inboxPlace;
  if (rest.length > 0) return placeInProcess(view, id, rest) ?? inboxPlace;
  switch (view) {
    case 'inbox':
    case 'due':
    case 'done':
    case 'unassigned':
    case 'all':
      return { kind: 'tasks', view, taskAsstId: id };
    case 'task':
      return id === null ? inboxPlace : { kind: 'task', taskId: id };
    case 'processes':
      return { kind: 'processes', processId: id };
    case 'workflows':
      return id === 'add' ? { kind: 'add-workflow' } : { kind: 'workflows', wfDefId: id };
    case 'queue':
      return { kind: 'queue', entryId: id };
    case 'people':
      return { kind: 'people' };
    case 'settings':
      return { kind: 'settings' };
    default:
      return inboxPlace;
  }
}

function placeInProcess(view: string | undefined, id: string | null, rest: readonly string[]): Place | null {
  const [first = '', second = null, ...more] = rest;
  if (id === null || more.length > 0) return null;
  if (view === 'processes' && second === null) return { kind: 'processes', processId: id, taskId: first };
  if (view !== 'steps') return null;
  return { kind: 'step', processId: id, stepId: first === wholeProcess ? null : first, taskId: second };
}

/** Whether the place shows one thing (and not only a list): in a narrow window that thing has the whole width. */
export function showsDetail(place: Place): boolean {
  switch (place.kind) {
    case 'tasks':
      return place.taskAsstId !== null;
    case 'processes':
      return place.processId !== null;
    case 'workflows':
      return place.wfDefId !== null;
    case 'step':
      return place.taskId !== null;
    case 'queue':
      return place.entryId !== null;
    case 'task':
    case 'add-workflow':
    case 'people':
    case 'settings':
      return true;
  }
}

/** The list that a place belongs to: where "back" leads. */
export function listOf(place: Place): Place {
  switch (place.kind) {
    case 'tasks':
      return { ...place, taskAsstId: null };
    case 'processes':
      return { kind: 'processes', processId: null };
    case 'step':
      return { ...place, taskId: null };
    case 'queue':
      return { kind: 'queue', entryId: null };
    case 'workflows':
    case 'add-workflow':
      return { kind: 'workflows', wfDefId: null };
    case 'task':
    case 'people':
    case 'settings':
      return inboxPlace;
  }
}

function hash(view: string, id: string | null): string {
  return id === null ? `#/${view}` : `#/${view}/${id}`;
}

function isId(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text);
}
