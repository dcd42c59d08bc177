import { readFileSync } from 'node:fs';
import type { Settings } from '../../shared/contract/desktop.ts';

const schemes: ReadonlySet<unknown> = new Set<Settings['colorScheme']>(['system', 'light', 'dark']);

/**
 * The chosen colour scheme alone, for the first frame: the settings themselves are parsed once the window is painted. Anything
 * that is not one of the three is `system`, as it will be then.
 */
export function rememberedColorScheme(file: string): Settings['colorScheme'] {
  try {
    const settings: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const scheme =
      typeof settings === 'object' && settings !== null && 'colorScheme' in settings && settings.colorScheme;
    return schemes.has(scheme) ? (scheme as Settings['colorScheme']) : 'system';
  } catch {
    return 'system';
  }
}
