import type { Source } from './sources.ts';

/** A rule about the sources: says which files break it and how, one line each. */
export type Rule = (sources: readonly Source[]) => string[];

/** Which folders of src a folder may import, besides itself. */
const layers: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  engine: ['shared'],
  effects: ['shared', 'engine'],
  service: ['shared', 'engine'],
  local: ['shared', 'engine', 'effects', 'service'],
  main: ['shared', 'engine', 'effects', 'service', 'local'],
  cli: ['shared', 'engine', 'effects', 'service', 'local'],
  server: ['shared', 'engine', 'effects', 'service'],
  renderer: ['shared'],
  preload: ['shared'],
};

/** Time, randomness and ids are arguments everywhere but here. */
const mayAskTheSystem = [
  /^src\/(main|cli|server)\/index\.ts$/,
  /^src\/renderer\//,
  /(^|\/)system-[^/]+\.ts$/,
];
const systemCalls = [
  'Date',
  'Date.now',
  'new Date',
  'setTimeout',
  'setInterval',
  'crypto.randomUUID',
  'randomUUID',
  'Math.random',
];

const networkModules = [
  'http',
  'https',
  'http2',
  'net',
  'tls',
  'dns',
  'dgram',
  'undici',
  'oauth4webapi',
  'openid-client',
  'nodemailer',
  '@modelcontextprotocol/sdk',
];

const longestFile = 400;

export const foldersAreKnown: Rule = (sources) =>
  sources
    .filter(({ path }) => layers[layerOf(path)] === undefined)
    .map(({ path }) => `${path}: no rule says what ${layerOf(path)} may import`);

export const layersPointDown: Rule = (sources) =>
  eachImport(sources, (path, imported) => {
    const from = layerOf(path);
    const to = layerOf(imported);
    return !imported.startsWith('src/') || from === to || layers[from]?.includes(to) === true;
  });

export const onlyTheStoreKnowsSqlite: Rule = (sources) =>
  eachImport(
    sources,
    (path, imported) => !isPackage(imported, 'better-sqlite3') || /^src\/local\/(store|host)\//.test(path),
  );

export const onlyMainAndPreloadKnowElectron: Rule = (sources) =>
  eachImport(
    sources,
    (path, imported) => !isPackage(imported, 'electron') || /^src\/(main|preload)\//.test(path),
  );

/** So that rewrites and limits hold for whatever leaves this machine. The local API and its client are main's and the CLI's; the team server is one; accounts of servers talk to them, and to nobody else. */
export const onlyEffectsReachTheNetwork: Rule = (sources) =>
  eachImport(
    sources,
    (path, imported) =>
      !networkModules.some((name) => isPackage(imported.replace(/^node:/, ''), name)) ||
      /^src\/(effects|cli|main\/(api|net)|server|local\/(sync|accounts))\//.test(path),
  );

export const featuresDoNotKnowEachOther: Rule = (sources) =>
  eachImport(sources, (path, imported) => {
    const [from, to] = [featureOf(path), featureOf(imported)];
    return from === undefined || to === undefined || from === to;
  });

export const theStoreKnowsNoneOfItsUsers: Rule = (sources) =>
  eachImport(
    sources,
    (path, imported) =>
      !path.startsWith('src/local/store/') ||
      !/^src\/local\/[^/]+\//.test(imported) ||
      imported.startsWith('src/local/store/'),
  );

export const syncAndHostDoNotKnowEachOther: Rule = (sources) =>
  eachImport(sources, (path, imported) => {
    const parts = [path, imported].map((file) => /^src\/local\/(sync|host)\//.exec(file)?.[1]);
    return parts[0] === undefined || parts[1] === undefined || parts[0] === parts[1];
  });

const makesCodeOfSchemas = /^src\/shared\/json-schema\/(schemas|dialects|time-limit)\.ts$/;

/** It makes code of schemas, which the window's policy forbids; nothing that the window loads may load it either. */
export const theWindowChecksNoSchemas: Rule = (sources) => {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const loaded = new Set(
    sources.map(({ path }) => path).filter((path) => /^src\/(renderer|preload)\//.test(path)),
  );
  // A set also goes through what is added on the way.
  for (const path of loaded)
    for (const imported of byPath.get(path)?.valueImports ?? []) loaded.add(imported);
  return [...loaded]
    .filter((path) => makesCodeOfSchemas.test(path) || isPackage(path, 'ajv'))
    .map((path) => `the window loads ${path}`);
};

export const theSystemIsAskedInFewPlaces: Rule = (sources) =>
  sources
    .filter(({ path }) => !mayAskTheSystem.some((place) => place.test(path)))
    .flatMap(({ path, calls }) =>
      calls.filter((call) => systemCalls.includes(call)).map((call) => `${path} calls ${call}`),
    );

/** Takes the place of a library's module that has one. */
const standIn = 'src/renderer/forms/no-compiler.ts';

export const noDefaultExports: Rule = (sources) => {
  const lazy = new Set([...sources.flatMap(({ lazyImports }) => lazyImports), standIn]);
  return sources
    .filter(({ path, hasDefaultExport }) => hasDefaultExport && !lazy.has(path))
    .map(({ path }) => `${path} has a default export`);
};

/** An entry point may be called index; a file that only passes others on may not exist under that or any name. */
export const noBarrels: Rule = (sources) =>
  sources
    .filter(({ path, reExports }) => /\/index\.tsx?$/.test(path) && reExports.length > 0)
    .map(({ path, reExports }) => `${path} passes on ${reExports.join(', ')}`);

export const filesAreShort: Rule = (sources) =>
  sources
    .filter(({ lines }) => lines > longestFile)
    .map(({ path, lines }) => `${path} has ${lines} lines, ${longestFile} is the most`);

function eachImport(
  sources: readonly Source[],
  isAllowed: (path: string, imported: string) => boolean,
): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.filter((imported) => !isAllowed(path, imported)).map((imported) => `${path} imports ${imported}`),
  );
}

function layerOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function featureOf(path: string): string | undefined {
  return /^src\/renderer\/features\/([^/]+)\//.exec(path)?.[1];
}

function isPackage(imported: string, name: string): boolean {
  return imported === name || imported.startsWith(`${name}/`);
}
