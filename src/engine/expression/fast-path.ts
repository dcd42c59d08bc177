import type { Json } from '../../shared/json.ts';
import type { Variables } from '../host.ts';

/**
 * Most expressions of real definitions are a path, a literal, a sum of those, or one compared with another. Those are evaluated
 * here, a thousand times faster than a call to the worker; a differential test holds every answer against jq's.
 */

/** Null: only jq knows, either because it has to evaluate this or because it has to say what is wrong with it. */
export type FastPath = (input: Json, variables: Variables) => { readonly value: Json } | null;

/** Null when the code is anything else than what is handled here. */
export function fastPath(code: string): FastPath | null {
  const [, left, operator, right] = comparisonPattern.exec(code.trim()) ?? [];
  if (left === undefined) return null;
  const first = readSum(left);
  if (operator === undefined || right === undefined) return first;
  return both(first, readSum(right), (one, other) => compare(one, operator, other));
}

function both(
  left: FastPath,
  right: FastPath,
  combine: (left: Json, right: Json) => { readonly value: Json } | null,
): FastPath {
  return (input, variables) => {
    const first = left(input, variables);
    const second = right(input, variables);
    return first === null || second === null ? null : combine(first.value, second.value);
  };
}

function compare(left: Json, operator: string, right: Json): { readonly value: boolean } | null {
  if (operator === '==') return { value: isEqual(left, right) };
  if (operator === '!=') return { value: !isEqual(left, right) };
  // jq has an order for everything; that of numbers is plain.
  if (typeof left !== 'number' || typeof right !== 'number') return null;
  switch (operator) {
    case '<':
      return { value: left < right };
    case '<=':
      return { value: left <= right };
    case '>':
      return { value: left > right };
    default:
      return { value: left >= right };
  }
}

function add(left: Json, right: Json): { readonly value: Json } | null {
  if (left === null) return { value: right };
  if (right === null) return { value: left };
  if (typeof left === 'string' && typeof right === 'string') return { value: left + right };
  return number(left, right, (one, other) => one + other);
}

function subtract(left: Json, right: Json): { readonly value: Json } | null {
  return number(left, right, (one, other) => one - other);
}

/** What JSON has no text for, jq writes in a way of its own. */
function number(
  left: Json,
  right: Json,
  calculate: (left: number, right: number) => number,
): { readonly value: number } | null {
  if (typeof left !== 'number' || typeof right !== 'number') return null;
  const value = calculate(left, right);
  return Number.isFinite(value) && !Object.is(value, -0) ? { value } : null;
}

/** jq's equality: by value, whatever the order of keys. */
export function isEqual(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => isEqual(item, right[index] ?? null));
  }
  if (Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key] ?? null, right[key] ?? null));
}

// Each pattern takes less than jq does. What looks alike and means something else (keywords, escapes, interpolation,
// numbers that a double cannot hold, `..`, `?`) must not match.
const string = String.raw`"[^"\\\u0000-\u001f]*"`;
const accessor = String.raw`\.[A-Za-z_][A-Za-z0-9_]*|\.${string}|\[(?:${string}|-?\d{1,9})\]`;
const path = String.raw`(?:\.(?=[\["])|(?=\.[A-Za-z_"])|\$(?!__)[A-Za-z_][A-Za-z0-9_]*)(?:${accessor})+`;
const whole = String.raw`\.|\$(?!__)[A-Za-z_][A-Za-z0-9_]*`;
const literal = String.raw`${string}|true|false|null|-?[1-9]\d{0,14}|0|-?(?:0|[1-9]\d{0,5})\.\d{0,5}[1-9]`;
const operand = String.raw`(?:${path}|${whole}|${literal})`;

const sum = String.raw`${operand}(?:\s*[+-]\s*${operand}){0,8}`;

const comparisonPattern = new RegExp(String.raw`^(${sum})(?:\s*(==|!=|<=|>=|<|>)\s*(${sum}))?$`);
/** A term ends where another sign or nothing follows, so that it is not cut short. */
const term = String.raw`(${operand})(?=\s*(?:[+-]|$))`;
const firstTermPattern = new RegExp(String.raw`^\s*${term}`);
const nextTermPattern = new RegExp(String.raw`\s*([+-])\s*${term}`, 'y');
const accessorPattern = new RegExp(accessor, 'g');

/** Terms from the left; the sign of the first belongs to its literal. */
function readSum(text: string): FastPath {
  const first = firstTermPattern.exec(text);
  let sumSoFar = readOperand(first?.[1] ?? '');
  nextTermPattern.lastIndex = first?.[0].length ?? 0;
  for (let next = nextTermPattern.exec(text); next !== null; next = nextTermPattern.exec(text)) {
    const [, sign, operandText = ''] = next;
    sumSoFar = both(sumSoFar, readOperand(operandText), sign === '-' ? subtract : add);
  }
  return sumSoFar;
}

function readOperand(text: string): FastPath {
  if (!text.startsWith('.') && !text.startsWith('$')) {
    const constant = { value: JSON.parse(text) as Json };
    return () => constant;
  }
  const name = /^\$(\w+)/.exec(text)?.[1];
  const steps = readSteps(name === undefined ? text : text.slice(name.length + 1));
  return (input, variables) => {
    if (name === undefined) return follow(input, steps);
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return value === undefined ? null : follow(value, steps);
  };
}

function readSteps(text: string): (string | number)[] {
  // A lone "." in front of a bracket is the input itself.
  return (text.match(accessorPattern) ?? []).map((step) => {
    if (step.startsWith('[')) return JSON.parse(step.slice(1, -1)) as string | number;
    return step.startsWith('."') ? (JSON.parse(step.slice(1)) as string) : step.slice(1);
  });
}

function follow(start: Json, steps: readonly (string | number)[]): { value: Json } | null {
  let value = start;
  for (const step of steps) {
    if (value === null) continue;
    if (Array.isArray(value) && typeof step === 'number') {
      value = value[step < 0 ? value.length + step : step] ?? null;
    } else if (typeof value === 'object' && !Array.isArray(value) && typeof step === 'string') {
      value = Object.hasOwn(value, step) ? (value[step] ?? null) : null;
    } else {
      return null;
    }
  }
  return { value };
}
