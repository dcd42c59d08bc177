import { readFileSync } from 'node:fs';
import { Json } from '../shared/json.ts';
import { UsageError } from './report-failure.ts';

/** JSON from the command line: itself, or `@file`. Without any, an empty object. @throws UsageError */
export function readInput(text: string | undefined, option = '--input'): Json {
  if (text === undefined) return {};
  const source = text.startsWith('@') ? readText(text.slice(1)) : text;
  try {
    return Json.parse(JSON.parse(source));
  } catch (error) {
    throw new UsageError(`${option} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @throws UsageError */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
