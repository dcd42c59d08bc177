import { expressionEnd } from '../expression/syntax.ts';

/**
 * What begins an expression of the language and never a `${NAME}` of the shell: a space, a path, a variable of the language,
 * text or a bracket.
 */
const expressionStart = /\$\{(?=[\s.("[{]|\$[A-Za-z_])/g;

/** Longer ones are left to the shell, so that a hostile text cannot make the search long. */
const longestExpression = 4_000;

/** What looks like an expression and is not closed: each costs a search of its own, so after these the rest is the shell's. */
const mostUnclosed = 20;

/**
 * A command with each `${ … }` of the language replaced by `${COUNTERSIGN_1}` …, and what those variables stand for. So the
 * value stays one value inside quotes, whatever is in it.
 */
export function expressionsToVariables(text: string): {
  readonly command: string;
  readonly expressions: Readonly<Record<string, string>>;
} {
  const expressions: Record<string, string> = {};
  let command = '';
  let from = 0;
  let found = 0;
  let unclosed = 0;
  for (const { index } of text.matchAll(expressionStart)) {
    if (index < from) continue;
    const length = expressionEnd(text.slice(index, index + longestExpression), 0);
    if (length === null) {
      unclosed += 1;
      if (unclosed === mostUnclosed) break;
      continue;
    }
    const end = index + length;
    found += 1;
    const name = `COUNTERSIGN_${found}`;
    expressions[name] = text.slice(index, end);
    command += `${text.slice(from, index)}\${${name}}`;
    from = end;
  }
  return { command: command + text.slice(from), expressions };
}
