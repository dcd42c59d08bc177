import type { Definition } from '../../engine/definition/definition.ts';
import type { TaskInstance, TaskPath } from '../../engine/process-state.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import type { Json } from '../../shared/json.ts';

/** Of a UUID, with which the key of every effect begins: that of its process. */
const lengthOfId = 36;

/**
 * The same for every run of one effect: the process, and the task's path, which has the attempt in it. A task that somebody has
 * tried again is another effect: who keeps the first one's outcome would only repeat it.
 * @param retries how often the task was tried again by hand
 */
export function effectKey(processId: string, path: TaskPath, retries: number): string {
  return `${processId}${path}${retries === 0 ? '' : `~r${retries}`}`;
}

/** The process whose effect has this key. */
export function processOfKey(key: string): string {
  return key.slice(0, lengthOfId);
}

export function waitsForEffect({ wait, result }: TaskInstance): boolean {
  return wait?.kind === 'runtime' && result === null;
}

/** Whether an effect of the task may be under way that nobody waits for any more. */
export function mayLeaveEffect({ kind, endedAt }: TaskInstance): boolean {
  return endedAt !== null && (kind === 'call' || kind === 'run');
}

/** Every text inside the secrets that the definition names: no error shows one. */
export function confidentialTexts({ use }: Definition, secret: (name: string) => Json | undefined): string[] {
  return (use?.secrets ?? []).flatMap((name) => textsIn(secret(name) ?? null));
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
