import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { DefinitionProblem } from '../../shared/errors.ts';
import type { Json } from '../../shared/json.ts';
import { aliasTargets, type AliasTargets } from './alias-targets.ts';
import { pointer } from './pointer.ts';

/** Limits against files made to exhaust the reader; a real definition is far below each of them. */
const mostCharacters = 1_000_000;
const deepest = 100;
const mostNodes = 200_000;

export interface YamlSource {
  readonly value: Json;
  /** Where a path stands in the text, or the nearest thing above it that is there. */
  position(path: readonly PropertyKey[]): Position;
}

export interface Position {
  readonly line: number | null;
  readonly column: number | null;
}

/**
 * YAML 1.2 (core schema) or JSON as plain JSON, with the place of everything in it. Duplicate keys, keys and values that JSON
 * has not, aliases that multiply, too much and too deep are problems; nothing is thrown.
 */
export function readYaml(
  source: string,
): ({ ok: true } & YamlSource) | { ok: false; problems: DefinitionProblem[] } {
  if (source.length > mostCharacters) {
    return refused([{ path: '/', message: 'The file is larger than 1 MB.', line: null, column: null }]);
  }
  const lines = new LineCounter();
  // Its own check of duplicate keys compares each with each: reader.map() finds them by a set instead.
  const document = parseDocument(source, {
    version: '1.2',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const complaints = [...document.errors, ...document.warnings];
  const exhausted = complaints.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) {
    return refused([{ path: '/', message: tooDeep, ...place(lines, exhausted.pos[0]) }]);
  }
  if (complaints.length > 0) {
    return refused(complaints.map(({ message, pos }) => ({ path: '/', message, ...place(lines, pos[0]) })));
  }
  try {
    const targets = aliasTargets(document.contents, deepest);
    const value = new Reader(targets).read(document.contents);
    return { ok: true, value, position: (path) => position(document, targets, lines, path) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return refused([{ path: pointer(error.path), message: error.message, ...place(lines, error.offset) }]);
  }
}

const tooDeep = `Nothing may be nested deeper than ${deepest} levels.`;

class Unreadable extends Error {
  readonly path: readonly PropertyKey[];
  readonly offset: number | undefined;

  constructor(message: string, path: readonly PropertyKey[], node: unknown) {
    super(message);
    this.path = path;
    this.offset = (node as Node | null)?.range?.[0];
  }
}

/** Turns the syntax tree into JSON. Aliases are copied, and counted as what they become. */
class Reader {
  readonly #targets: AliasTargets;
  #nodes = 0;

  constructor(targets: AliasTargets) {
    this.#targets = targets;
  }

  read(contents: Node | null): Json {
    return this.#value(contents, []);
  }

  #value(node: unknown, path: readonly PropertyKey[]): Json {
    this.#nodes += 1;
    if (this.#nodes > mostNodes)
      throw new Unreadable('The file becomes too large when its aliases are filled in.', path, node);
    if (path.length > deepest) throw new Unreadable(tooDeep, path.slice(0, 3), node);
    if (node === null) return null;
    if (isMap(node)) return this.#map(node.items, path);
    if (isSeq(node)) return node.items.map((item, index) => this.#value(item, [...path, index]));
    if (isAlias(node)) {
      const target = this.#targets.get(node);
      if (target === undefined)
        throw new Unreadable(`There is no anchor named "${node.source}".`, path, node);
      return this.#value(target, path);
    }
    return scalar(node, path);
  }

  #map(items: readonly { key: unknown; value: unknown }[], path: readonly PropertyKey[]): Json {
    const entries = new Map<string, Json>();
    for (const { key, value } of items) {
      const name = keyName(key, path);
      if (entries.has(name)) throw new Unreadable(`The key "${name}" is there twice.`, [...path, name], key);
      entries.set(name, this.#value(value, [...path, name]));
    }
    return Object.fromEntries(entries);
  }
}

function keyName(key: unknown, path: readonly PropertyKey[]): string {
  const value = isScalar(key) ? key.value : undefined;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new Unreadable('A key must be text.', path, key);
  }
  // Too many readers of objects treat it as no key at all; it would be lost on the way without a word.
  if (value === '__proto__') throw new Unreadable('The key "__proto__" cannot be used.', path, key);
  return String(value);
}

function scalar(node: unknown, path: readonly PropertyKey[]): Json {
  const value: unknown = isScalar(node) ? node.value : undefined;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
  const shown = typeof value === 'number' ? String(value) : 'This';
  throw new Unreadable(`${shown} is not a JSON value; put it in quotes if it is text.`, path, node);
}

/** The value where it is one line's worth, else the key that holds it: that is what an editor should underline. */
function position(
  document: Document,
  targets: AliasTargets,
  lines: LineCounter,
  path: readonly PropertyKey[],
): Position {
  let node: unknown = document.contents;
  let offset = (node as Node | null)?.range?.[0];
  for (const segment of path) {
    if (isAlias(node)) node = targets.get(node);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
      if (pair === undefined) break;
      node = pair.value;
      const shown: unknown = isScalar(node) || isAlias(node) ? node : pair.key;
      offset = (shown as Node | null)?.range?.[0] ?? offset;
    } else if (isSeq(node)) {
      node = node.items[Number(segment)];
      offset = (node as Node | null | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return place(lines, offset);
}

function place(lines: LineCounter, offset: number | undefined): Position {
  if (offset === undefined) return { line: null, column: null };
  const { line, col } = lines.linePos(offset);
  return line > 0 && col > 0 ? { line, column: col } : { line: null, column: null };
}

function refused(problems: DefinitionProblem[]): { ok: false; problems: DefinitionProblem[] } {
  return { ok: false, problems };
}
