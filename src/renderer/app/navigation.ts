import type { TaskView } from '../../shared/contract/human-tasks.ts';

/** Where the window is. Kept in the URL's hash, so that a reload keeps the place and Back goes back. */
export type Place =
  | { readonly kind: 'tasks'; readonly view: TaskView; readonly taskAsstId: string | null }
  | { readonly kind: 'processes'; readonly processId: string | null }
  | { readonly kind: 'workflows'; readonly wfDefId: string | null }
  | { readonly kind: 'add-workflow' }
  | { readonly kind: 'settings' };

export const inboxPlace = { kind: 'tasks', view: 'inbox', taskAsstId: null } as const satisfies Place;

/** `#/inbox/<taskAsstId>`, `#/processes/<processId>`, … @see parsePlace, its inverse */
export function placeHash(place: Place): string {
  switch (place.kind) {
    case 'tasks':
      return hash(place.view, place.taskAsstId);
    case 'processes':
      return hash('processes', place.processId);
    case 'workflows':
      return hash('workflows', place.wfDefId);
    case 'add-workflow':
      return '#/workflows/add';
    case 'settings':
      return '#/settings';
  }
}

/** A hash that names no place is the inbox: a link from outside can at most show a wrong page, never break the window. */
export function parsePlace(text: string): Place {
  const [view, id = null, ...rest] = text.replace(/^#?\/?/, '').split('/');
  if (rest.length > 0 || (id !== null && !isId(id))) return inboxPlace;
  switch (view) {
    case 'inbox':
    case 'due':
    case 'done':
      return { kind: 'tasks', view, taskAsstId: id };
    case 'processes':
      return { kind: 'processes', processId: id };
    case 'workflows':
      return id === 'add' ? { kind: 'add-workflow' } : { kind: 'workflows', wfDefId: id };
    case 'settings':
      return { kind: 'settings' };
    default:
      return inboxPlace;
  }
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
    case 'add-workflow':
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
    case 'workflows':
    case 'add-workflow':
      return { kind: 'workflows', wfDefId: null };
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
