import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isJsonObject } from '../shared/json-object.ts';
import { Json } from '../shared/json.ts';
import { UsageError } from './report-failure.ts';

/**
 * Data from the command line: JSON, a list or map in YAML, or a file with either, as `@file` or, where the text can be nothing else,
 * by its name alone. Without any, an empty object. @throws UsageError
 */
export function readInput(text: string | undefined, option = '--input'): Json {
  if (text === undefined) return {};
  if (text.startsWith('@')) return dataIn(readText(text.slice(1)), option, true);
  const isFile = !/^\s*[[{"]/.test(text) && asJson(text) === undefined && existsSync(text);
  return isFile ? dataIn(readText(text), option, true) : dataIn(text, option, false);
}

/** The text of a file, or with `-` of the standard input. @throws UsageError */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A single word at the terminal is more likely a mistake than YAML; in a file it is what it says. */
function dataIn(source: string, option: string, anyYaml: boolean): Json {
  const json = asJson(source);
  if (json !== undefined) return json;
  try {
    const value: unknown = parse(source, { schema: 'core', merge: false, maxAliasCount: 100 });
    if (anyYaml || Array.isArray(value) || isJsonObject(value as Json)) return Json.parse(value ?? {});
  } catch (error) {
    throw new UsageError(`${option} is neither JSON nor YAML: ${firstLine(error)}`);
  }
  throw new UsageError(`${option} is not JSON: ${source}`);
}

function asJson(source: string): Json | undefined {
  try {
    return Json.parse(JSON.parse(source));
  } catch {
    return undefined;
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
