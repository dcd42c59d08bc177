import type { Timers } from '../../shared/clock.ts';
import type { Json } from '../../shared/json.ts';
import { ExpressionError } from '../errors.ts';
import type { Expressions, Variables } from '../host.ts';
import { fastPath, type FastPath } from './fast-path.ts';
import { JqThread } from './jq-thread.ts';
import { expressionCode, expressionProblem, variableNames, withDoubleQuotes } from './syntax.ts';

export interface JqOptions {
  /** The entry of the worker: `jq-worker.ts` when run from source, `out/main/jq-worker.js` in the app. */
  readonly workerUrl: URL;
  readonly timers: Timers;
  /** How long one expression may run, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface JqExpressions extends Expressions {
  /** Ends the worker; what is under way fails. */
  close(): Promise<void>;
}

/** Definitions have far fewer; more than this are hardly used again. */
const mostCompiled = 5_000;

/** jq 1.8 for the engine: plain paths at once, everything else in a worker thread that is started when first needed. */
export function createJqExpressions({ workerUrl, timers, timeoutMs = 2_000 }: JqOptions): JqExpressions {
  const thread = new JqThread({ workerUrl, timers, timeoutMs });
  const compiled = new Map<string, Compiled>();
  const compileOnce = (expression: string) => {
    const known = compiled.get(expression) ?? compile(expression);
    if (compiled.size >= mostCompiled) compiled.clear();
    compiled.set(expression, known);
    return known;
  };
  return {
    async evaluate(expression, input, variables) {
      const { code, fast, names } = compileOnce(expression);
      const result = fast?.(input, variables);
      if (result) return result.value;
      const named = names.filter((name) => Object.hasOwn(variables, name));
      return JSON.parse(
        await thread.run({ code, names: named, data: encode(input, variables, named) }),
      ) as Json;
    },
    close: () => thread.close(),
  };
}

interface Compiled {
  readonly code: string;
  readonly fast: FastPath | null;
  readonly names: readonly string[];
}

/** @throws ExpressionError when brackets do not match: such code could reach out of the place it is put in */
function compile(expression: string): Compiled {
  const written = expressionCode(expression);
  const problem = expressionProblem(written);
  if (problem !== null) throw new ExpressionError(problem);
  const code = withDoubleQuotes(written);
  return { code, fast: fastPath(code), names: [...variableNames(code)] };
}

function encode(input: Json, variables: Variables, names: readonly string[]): string {
  const values = Object.fromEntries(names.map((name) => [name, variables[name] ?? null]));
  const text = JSON.stringify({ i: input, v: values });
  // Half a surrogate pair is a JSON text that jq refuses; it stands for no character, so it becomes the replacement one.
  return text.includes('\\ud')
    ? text.replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g, '$1\\ufffd')
    : text;
}
