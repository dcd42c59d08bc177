/** The parts of the window that the keyboard moves between. */
export const regionIds = { detail: 'detail', list: 'list' } as const;

/** Puts the focus on the page of the selected thing, so that Tab goes on from there and its keys act. */
export function focusDetail(): void {
  document.getElementById(regionIds.detail)?.focus({ preventScroll: true });
}

/** Puts the focus back on the list. */
export function focusList(): void {
  document.querySelector<HTMLElement>(`#${regionIds.list} [role="listbox"]`)?.focus({ preventScroll: true });
}
