import { createStore } from './store.ts';

/** Whether the views are drawn over a narrow window. */
export const viewsOpen = createStore(false);
