import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CountersignError } from '../shared/errors.ts';

/**
 * Writes a file that only its owner reads; whoever reads it finds the old text or the new, never a part.
 * @throws CountersignError STORE_UNAVAILABLE when the disk does not take it; the old text is there then
 */
export function writeAtomically(file: string, text: string): void {
  const beside = `${file}.new`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(beside, text, { mode: 0o600, flush: true });
    renameSync(beside, file);
  } catch (error) {
    throw new CountersignError('STORE_UNAVAILABLE', { cause: error });
  }
}
