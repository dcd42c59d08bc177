import { z } from 'zod';

/** What a workflow sees of a file: facts and a handle, never its bytes. `type` is what the bytes are, not what their name says. */
export const FileReference = z.object({
  /** `countersign:file:<uuid>` */
  handle: z.string(),
  name: z.string(),
  /** In bytes. */
  size: z.number().int(),
  type: z.string(),
  /** `sha-256:<64 hexadecimal digits>` */
  digest: z.string(),
});
export type FileReference = z.infer<typeof FileReference>;

/** One document, or one kind of document, that an ask wants; every default is filled in. */
export const FileRequirement = z.object({
  /** The key of its files in the answer. */
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  required: z.boolean(),
  /** Media types (`application/pdf`, `image/*`) and endings (`.csv`); empty: every type. */
  accept: z.array(z.string()),
  /** In bytes, for each file. */
  maxSize: z.number().int(),
  /** Where any are given; a requirement that is not required may also stay empty. */
  minCount: z.number().int(),
  maxCount: z.number().int(),
});
export type FileRequirement = z.infer<typeof FileRequirement>;

/** In bytes. No requirement can allow more. */
export const largestFile = 256 * 1024 * 1024;
/** In bytes, where a requirement says nothing. */
export const usualLargestFile = 25 * 1024 * 1024;
/** In bytes, of all files that were uploaded for one task. */
export const largestTaskFiles = 1024 * 1024 * 1024;
export const mostFilesOfTask = 100;

const prefix = 'countersign:file:';

export function fileHandle(fileId: string): string {
  return `${prefix}${fileId}`;
}

/** The file that a handle stands for, or null where it is no handle. */
export function fileIdOf(handle: string): string | null {
  const id = handle.startsWith(prefix) ? handle.slice(prefix.length) : '';
  return z.uuid().safeParse(id).success ? id : null;
}
