import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { blobPath } from './blob-path.ts';

// The files of a database `x` lie in `x.files`, wherever it is: in use, as a backup, or kept after a restore.

const pieceBytes = 1024 * 1024;

/** The digests that a database names; none where it is older than files. */
export function digestsNamedIn(connection: Sqlite.Database): string[] {
  const table = connection
    .prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'file'`)
    .get();
  if (table === undefined) return [];
  return connection.prepare(`SELECT DISTINCT digest FROM file ORDER BY digest`).pluck().all() as string[];
}

/**
 * Copies the bytes of these digests from one folder to another, each checked on its way; those that lie there stay as they are.
 * @returns the digests whose bytes are missing or are not what they should be
 */
export function copyBlobs(from: string, to: string, digests: readonly string[]): string[] {
  const shelves = new Set<string>();
  const missing = digests.filter((digest) => {
    const target = blobPath(to, digest);
    if (existsSync(target)) return false;
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    shelves.add(dirname(target));
    return !copyChecked(blobPath(from, digest), target, digest);
  });
  for (const folder of new Set([...shelves].flatMap((shelf) => [shelf, dirname(shelf), to]))) {
    syncFolder(folder);
  }
  return missing;
}

/** Gives everything that lies in a folder a second place, by links where the file system has them. */
export function keepBlobs(from: string, to: string): void {
  const root = join(from, 'sha256');
  if (!existsSync(root)) return;
  for (const shelf of readdirSync(root)) {
    mkdirSync(join(to, 'sha256', shelf), { recursive: true, mode: 0o700 });
    for (const name of readdirSync(join(root, shelf))) {
      linkOrCopy(join(root, shelf, name), join(to, 'sha256', shelf, name));
    }
  }
}

/** @returns whether the bytes were those of the digest; only then they are there */
function copyChecked(from: string, to: string, digest: string): boolean {
  if (!existsSync(from)) return false;
  const partial = `${to}.partial`;
  const hash = createHash('sha256');
  const source = openSync(from, 'r');
  try {
    const target = openSync(partial, 'w', 0o600);
    try {
      const buffer = Buffer.alloc(pieceBytes);
      for (let read = 1; read > 0;) {
        read = readSync(source, buffer, 0, pieceBytes, null);
        hash.update(buffer.subarray(0, read));
        writeAll(target, buffer.subarray(0, read));
      }
      fsyncSync(target);
    } finally {
      closeSync(target);
    }
    const isWhole = `sha-256:${hash.digest('hex')}` === digest;
    if (isWhole) renameSync(partial, to);
    return isWhole;
  } finally {
    closeSync(source);
    rmSync(partial, { force: true });
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(file, bytes, written, bytes.length - written, null);
  }
}

function linkOrCopy(from: string, to: string): void {
  if (existsSync(to)) return;
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** Windows cannot open a folder, and writes a rename through by itself. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
