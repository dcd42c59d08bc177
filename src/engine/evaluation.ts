import type { Json } from '../shared/json.ts';
import { isJsonObject } from '../shared/json-object.ts';
import { ExpressionError, missingSecret, standardErrors, WorkflowError } from './errors.ts';
import { namesSecrets, secretNames } from './expression/secret-names.ts';
import { expressionCode, parseTemplate, unwrap } from './expression/syntax.ts';
import type { Expressions, Variables } from './host.ts';

/** Where and on what expressions are evaluated. */
export interface EvaluationContext {
  readonly expressions: Expressions;
  /** The path that an error names. */
  readonly instance: string;
  readonly input: Json;
  readonly variables: Variables;
}

/**
 * Code written bare or as `${ … }`.
 * @throws WorkflowError (expression) that names the code, (authorization) for a secret that is not set here
 */
export async function evaluateExpression(text: string, context: EvaluationContext): Promise<Json> {
  const code = expressionCode(text);
  mustBeSet(code, context);
  try {
    return await context.expressions.evaluate(code, context.input, context.variables);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    // Errors are recorded and shown, and jq quotes what it stumbled over.
    const isSecret = namesSecrets(code);
    const why = isSecret ? 'It fails. What jq says is left out, because it reads secrets.' : error.message;
    throw new WorkflowError(
      { ...standardErrors.expression, detail: `${code}: ${why}`, instance: context.instance },
      isSecret ? undefined : error,
    );
  }
}

/** jq would take a secret that is not there for null and go on with it. */
function mustBeSet(code: string, { variables, instance }: EvaluationContext): void {
  const { secrets } = variables;
  if (secrets === undefined || !isJsonObject(secrets)) return;
  for (const name of secretNames(code)) {
    if (!Object.hasOwn(secrets, name)) throw missingSecret(name, instance);
  }
}

/**
 * JSON in which each string that is `${ … }` as a whole is replaced by its value. The values themselves are not looked into:
 * what comes from people or services is never code.
 */
export async function evaluateData(data: Json, context: EvaluationContext): Promise<Json> {
  if (typeof data === 'string') return unwrap(data) === null ? data : evaluateExpression(data, context);
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return allOf(data.map((item) => evaluateData(item, context)));
  const values = await allOf(Object.values(data).map((value) => evaluateData(value, context)));
  return Object.fromEntries(Object.keys(data).map((key, index) => [key, values[index] ?? null]));
}

/** Text with each `${ … }` in it replaced by its value; what is no text appears as JSON. Values are not looked into. */
export async function evaluateText(template: string, context: EvaluationContext): Promise<string> {
  const { parts } = parseTemplate(template);
  const texts = await allOf(
    parts.map(async (part) => {
      if (typeof part === 'string') return part;
      const value = await evaluateExpression(part.code, context);
      return typeof value === 'string' ? value : JSON.stringify(value);
    }),
  );
  return texts.join('');
}

/** What `from` and `as` hold: an expression, or an object with expressions in it. */
export function transform(by: Json, context: EvaluationContext): Promise<Json> {
  return typeof by === 'string' ? evaluateExpression(by, context) : evaluateData(by, context);
}

/** Side by side, so that they travel to jq in one batch; of several errors the first in the text is thrown. */
async function allOf<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
