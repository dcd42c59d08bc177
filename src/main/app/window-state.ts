import { readFileSync, writeFileSync } from 'node:fs';

/** Screen coordinates in device-independent pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the window stood when it was last closed. */
export interface WindowState {
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

export const defaultSize = { width: 1360, height: 860 } as const;
export const smallestSize = { width: 400, height: 480 } as const;

/** How much of a window has to be on a screen for a person to find it and drag it back. */
const leastVisible = 80;

/** Null when there is none or it cannot be understood: the window then opens in the middle of the screen. */
export function readWindowState(file: string): WindowState | null {
  try {
    return parseWindowState(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Not worth an error: the worst is a window in the middle of the screen. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
  } catch {
    return;
  }
}

// By hand instead of with zod: this runs before the window opens, and loading zod would take longer than all the rest.
export function parseWindowState(value: unknown): WindowState | null {
  if (typeof value !== 'object' || value === null || !('bounds' in value) || !('maximized' in value))
    return null;
  const bounds = value.bounds as Partial<Record<keyof Rectangle, unknown>> | null;
  if (typeof bounds !== 'object' || bounds === null) return null;
  const { x, y, width, height } = bounds;
  if (!isWhole(x) || !isWhole(y) || !isWhole(width) || !isWhole(height)) return null;
  return { bounds: { x, y, width, height }, maximized: value.maximized === true };
}

/** The saved place when enough of it is still on a screen; monitors come and go. */
export function placeOnScreens(
  state: WindowState | null,
  screens: readonly Rectangle[],
): Rectangle | { width: number; height: number } {
  if (state === null) return defaultSize;
  const bounds = {
    ...state.bounds,
    width: Math.max(state.bounds.width, smallestSize.width),
    height: Math.max(state.bounds.height, smallestSize.height),
  };
  const isVisible = screens.some((screen) => overlap(bounds, screen));
  return isVisible ? bounds : { width: bounds.width, height: bounds.height };
}

function overlap(window: Rectangle, screen: Rectangle): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  const down = Math.min(window.y + window.height, screen.y + screen.height) - Math.max(window.y, screen.y);
  return across >= leastVisible && down >= leastVisible;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}
