import { isDeferred } from '../effect-arguments.ts';
import type { Json } from '../../shared/json.ts';
import { checked, EffectObject, EffectText, evaluatedTemplate } from './effect-values.ts';
import type { PathSegment, TaskScope } from './task-type.ts';

type Path = readonly PathSegment[];

/** In order each is text with its `${ … }` replaced; by name each is a value of its own, and names may be expressions too. */
export async function programArguments(
  args: readonly string[] | Readonly<Record<string, Json>> | undefined,
  path: Path,
  scope: TaskScope,
): Promise<readonly string[] | Readonly<Record<string, Json>>> {
  if (args === undefined) return [];
  if (isList(args)) return Promise.all(args.map((arg) => evaluatedTemplate(arg, scope)));
  const named = await Promise.all(
    Object.entries(args).map(async ([name, value]) => [await scope.text(name), value] as const),
  );
  return checked(EffectObject, await scope.effectData(Object.fromEntries(named)), path, scope);
}

/** Variables of the environment are text: what is not is written as JSON. */
export async function programEnvironment(
  environment: Readonly<Record<string, Json>> | undefined,
  path: Path,
  scope: TaskScope,
): Promise<Readonly<Record<string, string>>> {
  const entries = await Promise.all(
    Object.entries(environment ?? {}).map(async ([name, value]) => {
      const text =
        typeof value === 'string' ? await evaluatedTemplate(value, scope) : await asText(value, scope);
      return [name, checked(EffectText, text, [...path, name], scope)] as const;
    }),
  );
  return Object.fromEntries(entries);
}

async function asText(value: Json, scope: TaskScope): Promise<unknown> {
  const evaluated = await scope.effectData(value);
  return isDeferred(evaluated) ? evaluated : JSON.stringify(evaluated);
}

function isList(args: readonly string[] | Readonly<Record<string, Json>>): args is readonly string[] {
  return Array.isArray(args);
}
