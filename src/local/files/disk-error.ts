import { CountersignError } from '../../shared/errors.ts';

/** What a disk that is full, gone, slow or read-only answers. */
const codes: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EIO',
  'EROFS',
  'EACCES',
  'EPERM',
  'ENOENT',
  'ENOTDIR',
  'EMFILE',
  'ENFILE',
  'ETIMEDOUT',
]);

/** An error of the disk as one of the closed list: nothing was recorded, and trying again later may work. */
export function unavailable(error: unknown): unknown {
  const isOfDisk =
    error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.has(error.code);
  return isOfDisk ? new CountersignError('STORE_UNAVAILABLE', { cause: error }) : error;
}
