import { join } from 'node:path';

/** Where a database has its files, wherever it is: in use, as a backup, or kept after a restore. */
export function filesOf(database: string): string {
  return `${database}.files`;
}

const shape = /^sha-256:([0-9a-f]{64})$/;

export function isDigest(text: string): boolean {
  return shape.test(text);
}

/** Where the bytes of a digest lie below the folder. @throws RangeError when it is no digest */
export function blobPath(folder: string, digest: string): string {
  const hex = shape.exec(digest)?.[1];
  if (hex === undefined) throw new RangeError('Not a digest');
  return join(folder, 'sha256', hex.slice(0, 2), hex);
}
