import { createStore } from '../ui/store.ts';

/** The entry of the queue whose answer is being changed on the page of its task; null: none. */
export const editing = createStore<string | null>(null);
