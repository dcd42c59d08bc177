#!/usr/bin/env node
/** Runs the command line interface that the build left in out/. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const cli = join(root, 'out', 'main', 'cli.js');

if (!existsSync(cli)) {
  console.error(
    'Countersign has not been built yet.\nWhat to do: run "npm start" or "npm run build" in its folder first.',
  );
  process.exit(1);
}
if (canLoadSqlite()) await import(pathToFileURL(cli).href);
else process.exitCode = runWithOwnNode();

/** The prebuilt SQLite addon crashes a Node that does not offer Node-API 10; one compiled by set-up loads anywhere. */
function canLoadSqlite() {
  const compiled = join(root, 'node_modules', 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node');
  return Number(process.versions.napi) >= 10 || existsSync(compiled);
}

/** @returns {number} the exit code */
function runWithOwnNode() {
  const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const { status, error } = spawnSync(node, [cli, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (!error) return status ?? 1;
  console.error(`This is Node ${process.versions.node}; Countersign needs a newer one (${error.message}).`);
  console.error('What to do: run "npm ci" in its folder, or use Node 22 or newer.');
  return 1;
}
