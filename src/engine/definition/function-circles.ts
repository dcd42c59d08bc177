import type { Json } from '../../shared/json.ts';
import type { Use } from './use.ts';

/**
 * Functions that come to themselves again by the calls in them, with what to say of each: nothing bounds how deep they would go.
 */
export function functionCircles(functions: NonNullable<Use['functions']>): [name: string, message: string][] {
  const calls = new Map(
    Object.entries(functions).map(([name, task]) => [name, calledIn(task as unknown as Json)]),
  );
  return [...calls.keys()].flatMap((name): [string, string][] =>
    reachable(name, calls).has(name)
      ? [[name, `The function "${name}" calls itself, directly or by others.`]]
      : [],
  );
}

function reachable(from: string, calls: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...(calls.get(from) ?? [])];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    open.push(...(calls.get(name) ?? []));
  }
  return reached;
}

/** Every `call` below a task. One in data counts as well, which can only name a function that it has no reason to name. */
function calledIn(data: Json, found: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof data !== 'object' || data === null) return found;
  for (const [key, value] of Object.entries(data)) {
    if (key === 'call' && typeof value === 'string') found.add(value);
    else calledIn(value, found);
  }
  return found;
}
