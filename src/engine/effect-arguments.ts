import type { Json, JsonObject } from '../shared/json.ts';
import { isJsonObject } from '../shared/json-object.ts';
import type { Deferred, Effect } from './effect.ts';
import { missingSecret, standardErrors, WorkflowError } from './errors.ts';
import { evaluateExpression, evaluateText, type EvaluationContext } from './evaluation.ts';
import { parseTemplate, unwrap, variableNames } from './expression/syntax.ts';
import { readsAnySecret, secretNames } from './expression/secret-names.ts';
import type { Host } from './host.ts';
import type { TaskInstance } from './process-state.ts';

/**
 * The arguments of an effect evaluated, to be recorded before it leaves. What names `$secrets` is put down unevaluated with the
 * other variables that it names, so that it means the same when the effect runs and no secret is ever written to a disk.
 * @throws WorkflowError (expression)
 */
export async function evaluateEffectData(data: Json, context: EvaluationContext): Promise<Json> {
  if (typeof data === 'string') return evaluateString(data, context);
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return Promise.all(data.map((item) => evaluateEffectData(item, context)));
  if (isDeferred(data)) throw looksDeferred(context);
  const entries = await Promise.all(
    Object.entries(data).map(
      async ([key, value]) => [key, await evaluateEffectData(value, context)] as const,
    ),
  );
  return Object.fromEntries(entries);
}

/** True for what stands in for a value that is only known when the effect runs. */
export function isDeferred(value: unknown): value is Deferred {
  return typeof value === 'object' && value !== null && '$deferred' in value;
}

/**
 * The effect with its secrets in place, right before it runs.
 * @param task the instance that waits for it
 * @throws WorkflowError (authorization) for a secret that is not set here, (expression) when an expression fails
 */
export async function resolveEffect(
  effect: Effect,
  task: Pick<TaskInstance, 'path' | 'input'>,
  host: Host,
): Promise<Effect> {
  return (await resolve(effect as unknown as Json, task, host)) as unknown as Effect;
}

async function evaluateString(text: string, context: EvaluationContext): Promise<Json> {
  const names = namesIn(text);
  if (names.has('secrets') || names.has('secret')) return deferred(text, names, context) as unknown as Json;
  if (unwrap(text) === null) return text;
  const value = await evaluateExpression(text, context);
  if (holdsDeferred(value)) throw looksDeferred(context);
  return value;
}

/** Data from people and services that looks like a stand-in would become code when the effect runs, and see secrets. */
function holdsDeferred(data: Json): boolean {
  const open = [data];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (isDeferred(value)) return true;
    for (const item of Object.values(value)) open.push(item);
  }
  return false;
}

function looksDeferred({ instance }: EvaluationContext): WorkflowError {
  return new WorkflowError({
    ...standardErrors.validation,
    detail: 'Data for an effect cannot have a property named $deferred.',
    instance,
  });
}

/** Only what is an expression as a whole, or a text with `${ … }` in it that names a secret, is code. */
function namesIn(text: string): ReadonlySet<string> {
  if (!text.includes('$secret')) return new Set();
  return new Set(codesIn(text).flatMap((code) => [...variableNames(code)]));
}

function codesIn(text: string): string[] {
  return parseTemplate(text).parts.flatMap((part) => (typeof part === 'string' ? [] : [part.code]));
}

function deferred(text: string, names: ReadonlySet<string>, { variables }: EvaluationContext): Deferred {
  const named = [...names].flatMap((name) => {
    const value = variables[name];
    return name === 'secrets' || name === 'secret' || value === undefined ? [] : [[name, value] as const];
  });
  const { secrets } = variables;
  const readsAny = codesIn(text).some(readsAnySecret) && isJsonObject(secrets);
  return {
    $deferred: text,
    variables: Object.fromEntries(named),
    ...(readsAny ? { secrets: Object.keys(secrets) } : {}),
  };
}

async function resolve(data: Json, task: Pick<TaskInstance, 'path' | 'input'>, host: Host): Promise<Json> {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return Promise.all(data.map((item) => resolve(item, task, host)));
  if (isDeferred(data)) return evaluateDeferred(data, task, host);
  const entries = await Promise.all(
    Object.entries(data).map(async ([key, value]) => [key, await resolve(value, task, host)] as const),
  );
  return Object.fromEntries(entries);
}

function evaluateDeferred(
  { $deferred, variables, secrets: any = [] }: Deferred,
  task: Pick<TaskInstance, 'path' | 'input'>,
  host: Host,
): Promise<Json> {
  const secrets = { ...secretsOf(any, host), ...secretsIn($deferred, task.path, host) };
  const context: EvaluationContext = {
    expressions: host.expressions,
    instance: task.path,
    input: task.input,
    variables: { ...variables, secrets, secret: secrets },
  };
  return unwrap($deferred) === null
    ? evaluateText($deferred, context)
    : evaluateExpression($deferred, context);
}

function secretsOf(names: readonly string[], host: Host): JsonObject {
  const known = names.flatMap((name) => {
    const value = host.secret(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(known);
}

/** Only those that the text names are looked up. */
function secretsIn(text: string, instance: string, host: Host): JsonObject {
  const secrets: JsonObject = {};
  for (const name of codesIn(text).flatMap((code) => [...secretNames(code)])) {
    const value = host.secret(name);
    if (value === undefined) throw missingSecret(name, instance);
    secrets[name] = value;
  }
  return secrets;
}
