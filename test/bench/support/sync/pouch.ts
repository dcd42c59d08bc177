import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../../../../scripts/lib/paths.mjs';
import { during, Failure } from '../../../../scripts/lib/print.mjs';
import { npm } from '../../../../scripts/lib/run.mjs';

/** What of a PouchDB is used here. */
export interface Pouch {
  get(id: string): Promise<object>;
  put(document: object): Promise<unknown>;
  bulkDocs(documents: readonly object[]): Promise<unknown>;
  info(): Promise<{ readonly doc_count: number }>;
  readonly replicate: {
    from(url: string, options: object): Promise<Replicated>;
    to(url: string, options: object): Promise<Replicated>;
  };
  close(): Promise<void>;
}

export interface Replicated {
  readonly ok: boolean;
  readonly docs_written: number;
}

export interface PouchPeer extends AsyncDisposable {
  /** A database of the server, which is filled by `bulkDocs` over HTTP. */
  readonly url: string;
  /** A new one on this disk, with LevelDB as it comes. `synced`: each write is on disk when it returns, as ours are. */
  open(options?: { readonly synced?: boolean }): Pouch;
  /** The one of the server. */
  remote(): Pouch;
}

const packages = { pouchdb: '9.0.0', 'express-pouchdb': '4.2.0', express: '4.21.2' };

/** PouchDB here and express-pouchdb in a process of its own. They are no part of the project: the first run brings them. */
export async function startPouch(): Promise<PouchPeer> {
  const home = await install();
  const data = mkdtempSync(join(tmpdir(), 'countersign-pouch-'));
  const server = fork(
    fileURLToPath(new URL('pouch-server-child.ts', import.meta.url)),
    [home, join(data, 'server')],
    {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    },
  );
  const [{ origin }] = (await once(server, 'message')) as [{ origin: string }];
  const require = createRequire(join(home, 'package.json'));
  const PouchDB = require('pouchdb') as new (name: string, options?: object) => Pouch;
  const url = `${origin}/tasks`;
  let opened = 0;
  return {
    url,
    open({ synced = false } = {}) {
      opened += 1;
      return new PouchDB(join(data, `client-${opened}`), synced ? { db: syncedLevel(require) } : {});
    },
    remote: () => new PouchDB(url),
    async [Symbol.asyncDispose]() {
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** What LevelDB's wrapper calls for every write. */
const write = '_batch';
type Write = (this: object, operations: unknown, options: object, done: unknown) => void;

/** LevelDB whose batches are on disk when they return; by itself it leaves that to the operating system. */
function syncedLevel(require: NodeJS.Require): unknown {
  const Level = require('leveldown') as {
    new (location: string): { [write]: Write };
    prototype: object;
  };
  const open = (location: string) => {
    const level = new Level(location);
    const unsynced = level[write];
    level[write] = function batch(operations, options, done) {
      unsynced.call(this, operations, { ...options, sync: true }, done);
    };
    return level;
  };
  return Object.assign(open, Level);
}

async function install(): Promise<string> {
  const home = join(cacheDir(), `pouchdb-${packages.pouchdb}-${process.platform}-${process.arch}`);
  if (existsSync(home)) return home;
  mkdirSync(cacheDir(), { recursive: true });
  const workshop = mkdtempSync(join(cacheDir(), 'making-'));
  try {
    writeFileSync(
      join(workshop, 'package.json'),
      JSON.stringify({ name: 'peer', private: true, dependencies: packages }),
    );
    const names = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
    const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
    const { code, output } = await during(
      `Getting ${names.join(', ')} (45 MB) from the npm registry, to compare with`,
      () => npm(['install', ...flags], { cwd: workshop, quiet: true }),
    );
    if (code !== 0) {
      console.error(output.trim());
      throw new Failure(
        'PouchDB could not be downloaded (the words of npm are above).',
        'check that the npm registry answers (npm ping), or run the parts that need no PouchDB: fanOut, completing, processes',
      );
    }
    // Appears whole or not at all; whoever was first wins.
    if (!existsSync(home)) renameSync(workshop, home);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
  return home;
}
