import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'vite';

/** One file under src, as far as the rules look at it. */
export interface Source {
  /** From the project's folder, with "/": `src/engine/host.ts`. */
  readonly path: string;
  readonly lines: number;
  /** What it imports, statically or not, types included. Relative imports as paths like `path`. */
  readonly imports: readonly string[];
  /** Those of them that are there when the program runs. */
  readonly valueImports: readonly string[];
  /** What it loads through React's `lazy`. */
  readonly lazyImports: readonly string[];
  readonly hasDefaultExport: boolean;
  /** Every file that it exports again as a whole or in part. */
  readonly reExports: readonly string[];
  /** Dotted names that it calls or constructs: `Date.now`, `new Date`, `setTimeout`. `new Date(x)` is not among them. */
  readonly calls: readonly string[];
}

const project = resolve(import.meta.dirname, '..', '..');

/** Reads every TypeScript file below a folder of the project. */
export function readSources(folder: string): Source[] {
  return readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => {
      const file = join(project, folder, name);
      return parseSource(relative(project, file).split(sep).join('/'), readFileSync(file, 'utf8'));
    });
}

/** What the rules need to know about one file. Throws when it cannot be parsed. */
export function parseSource(path: string, text: string): Source {
  const { program, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const calls = new Set<string>();
  const lazyImports: string[] = [];
  const dynamicImports: string[] = [];
  visit(program, (node) => {
    const specifier = node.type === 'ImportExpression' ? literal(node['source']) : undefined;
    if (specifier !== undefined) dynamicImports.push(toPath(path, specifier));
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
    const name = dottedName(node['callee']);
    if (name === 'lazy' || name === 'React.lazy') lazyImports.push(...importsWithin(node, path));
    const isNow = node.type === 'CallExpression' || listOf(node['arguments']).length === 0;
    if (name !== undefined && isNow) calls.add(node.type === 'NewExpression' ? `new ${name}` : name);
  });
  const reExports = module.staticExports
    .flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []))
    .map((specifier) => toPath(path, specifier));
  const staticImports = module.staticImports.map(({ moduleRequest }) => toPath(path, moduleRequest.value));
  return {
    path,
    lines: text.split('\n').length - 1,
    imports: [...staticImports, ...reExports, ...dynamicImports],
    valueImports: [...valueImportsOf(module, path), ...dynamicImports],
    lazyImports,
    hasDefaultExport: module.staticExports.some(({ entries }) =>
      entries.some(({ exportName }) => exportName.kind === 'Default'),
    ),
    reExports,
    calls: [...calls],
  };
}

/** An import without names is there for what it does. */
function valueImportsOf(module: ReturnType<typeof parseSync>['module'], path: string): string[] {
  const imported = module.staticImports.filter(
    ({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType),
  );
  const passedOn = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ isType, moduleRequest }) => (isType ? [] : (moduleRequest ?? []))),
  );
  return [...imported.map(({ moduleRequest }) => moduleRequest), ...passedOn].map(({ value }) =>
    toPath(path, value),
  );
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const each of value) visit(each, see);
  else if (typeof value === 'object' && value !== null) {
    if (isNode(value)) see(value);
    for (const each of Object.values(value)) visit(each, see);
  }
}

function importsWithin(node: Node, path: string): string[] {
  const found: string[] = [];
  visit(node, (inner) => {
    const specifier = inner.type === 'ImportExpression' ? literal(inner['source']) : undefined;
    if (specifier !== undefined) found.push(toPath(path, specifier));
  });
  return found;
}

/** `crypto.randomUUID` of a callee; `globalThis.` is left out. */
function dottedName(callee: unknown): string | undefined {
  if (!isNode(callee)) return undefined;
  if (callee.type === 'Identifier') return String(callee['name']);
  if (callee.type !== 'MemberExpression' || callee['computed'] === true) return undefined;
  const owner = dottedName(callee['object']);
  const member = dottedName(callee['property']);
  if (owner === undefined || member === undefined) return undefined;
  return owner === 'globalThis' ? member : `${owner}.${member}`;
}

function literal(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Literal' && typeof node['value'] === 'string'
    ? node['value']
    : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function toPath(importer: string, specifier: string): string {
  const plain = specifier.replace(/\?.*$/, '');
  return plain.startsWith('.') ? join(dirname(importer), plain).split(sep).join('/') : plain;
}
