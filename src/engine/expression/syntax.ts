/**
 * The little that has to be known of jq's syntax without running it: where an expression ends inside `${ … }`, which
 * variables it names, and whether its brackets and quotes are closed. jq has strings in double quotes only; definitions written
 * for other runtimes have them in single quotes too, which mean nothing else in jq, so they are strings here.
 */

/** A text with expressions in it: literal pieces and the code of each `${ … }`, in order. */
export type Template = readonly (string | { readonly code: string })[];

/** The code inside a string that is an expression as a whole (`${ .a }`), or null for every other string. */
export function unwrap(text: string): string | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith('${')) return null;
  const { end, problem } = scan(trimmed, 2);
  return problem === null && end === trimmed.length - 1 && trimmed[end] === '}'
    ? trimmed.slice(2, end).trim()
    : null;
}

/** Where the `${ … }` that begins at `start` ends, or null where it is not closed. */
export function expressionEnd(text: string, start: number): number | null {
  const { end, problem } = scan(text, start + 2);
  return problem === null && text[end] === '}' ? end + 1 : null;
}

/** Where only an expression may stand it is written bare or as `${ … }`; both give the same code. */
export function expressionCode(text: string): string {
  return unwrap(text) ?? text.trim();
}

/** What is plainly wrong with jq code, in words, or null. What only jq can tell is found when it runs. */
export function expressionProblem(code: string): string | null {
  if (code.trim() === '') return 'The expression is empty.';
  const { end, problem } = scan(code, 0);
  if (problem !== null) return problem;
  return end < code.length ? `The expression has a "${code[end]}" that nothing opens.` : null;
}

/** Splits a text at its `${ … }`. `problem` says, in words, which of them is not closed or empty. */
export function parseTemplate(text: string): { parts: Template; problem: string | null } {
  const parts: (string | { code: string })[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('${', from);
    if (start < 0) {
      if (from < text.length) parts.push(text.slice(from));
      return { parts, problem: null };
    }
    if (start > from) parts.push(text.slice(from, start));
    const { end, problem } = scan(text, start + 2);
    if (problem !== null) return { parts, problem };
    if (text[end] !== '}') return { parts, problem: 'A "${" is not closed by "}".' };
    const code = text.slice(start + 2, end).trim();
    if (code === '') return { parts, problem: 'The expression is empty.' };
    parts.push({ code });
    from = end + 1;
  }
}

/** The names after `$` in the code, its own (`… as $x`) included. */
export function variableNames(code: string): ReadonlySet<string> {
  return scan(code, 0).variables;
}

/** The code as jq takes it: every string in double quotes. */
export function withDoubleQuotes(code: string): string {
  if (!code.includes("'")) return code;
  const open: string[] = [];
  let written = '';
  for (let at = 0; at < code.length; at += 1) {
    const character = code.charAt(at);
    const quote = open.at(-1);
    if (quote === '"' || quote === "'") {
      if (character === '\\') {
        const next = code.charAt((at += 1));
        if (next === '(') open.push('(');
        written += next === "'" ? next : `\\${next}`;
      } else if (character === quote) {
        open.pop();
        written += '"';
      } else written += character === '"' ? '\\"' : character;
      continue;
    }
    if (character === '#') {
      const end = endOfLine(code, at);
      written += code.slice(at, end);
      at = end - 1;
      continue;
    }
    if (character === ')') open.pop();
    if (character === '"' || character === "'" || character === '(') open.push(character);
    written += character === "'" ? '"' : character;
  }
  return written;
}

interface Scan {
  /** The first bracket that closes what was not opened after `start`, or the length of the text. */
  readonly end: number;
  readonly variables: ReadonlySet<string>;
  readonly problem: string | null;
}

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };
const variable = /\$([A-Za-z_][A-Za-z0-9_]*)/y;

/** Walks over jq code: strings with `\( … )` in them, comments, brackets. */
function scan(text: string, start: number): Scan {
  const open: string[] = [];
  const variables = new Set<string>();
  let at = start;
  while (at < text.length) {
    const character = text.charAt(at);
    const quote = open.at(-1);
    if (quote === '"' || quote === "'") {
      if (character === '\\' && text[at + 1] === '(') open.push('(');
      else if (character === quote) open.pop();
      at += character === '\\' ? 2 : 1;
      continue;
    }
    if (character === '}' || character === ']' || character === ')') {
      const opener = open.pop();
      if (opener === undefined) return { end: at, variables, problem: null };
      if (closing[opener] !== character) return { end: at, variables, problem: mismatch(opener, character) };
    } else if (character === '"' || character === "'" || character in closing) {
      open.push(character);
    } else if (character === '$') {
      variable.lastIndex = at;
      const name = variable.exec(text)?.[1];
      if (name !== undefined) variables.add(name);
    }
    at = character === '#' ? endOfLine(text, at) : at + 1;
  }
  const unclosed = open.pop();
  return {
    end: text.length,
    variables,
    problem: unclosed === undefined ? null : `The expression has a ${unclosed} that is not closed.`,
  };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function mismatch(opener: string, character: string): string {
  return `The expression closes "${opener}" with "${character}".`;
}
