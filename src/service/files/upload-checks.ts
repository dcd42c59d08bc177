import { CountersignError } from '../../shared/errors.ts';
import { fileProblem, sizeInWords } from '../../shared/human-task/file-answer.ts';
import { fileType, isAccepted } from '../../shared/human-task/file-type.ts';
import { largestTaskFiles, mostFilesOfTask, type FileRequirement } from '../../shared/human-task/file.ts';
import type { TaskRow } from '../processes/task-row.ts';
import type { FileRow } from './file-row.ts';

export interface UploadRequest {
  readonly taskAsstId: string;
  readonly requirement: string;
  readonly name: string;
  /** In bytes; null: it is not known before its end. */
  readonly size: number | null;
}

/** What has arrived of a file so far. */
export interface ArrivingBytes {
  /** In bytes. */
  received(): number;
  /** The beginning, for telling what it is. */
  head(): Uint8Array;
}

/** What arrives, and what it is to be. */
export interface CheckedUpload {
  readonly request: UploadRequest;
  readonly requirement: FileRequirement;
  readonly name: string;
  readonly blob: ArrivingBytes;
  /** Whether it was found to be of a kind that is taken. */
  isChecked: boolean;
}

/**
 * Whether this task takes such a file now.
 * @param there the files that it has already
 * @throws CountersignError INVALID_REQUEST, FILE_REFUSED, FILE_TOO_LARGE
 */
export function requirementFor(
  task: { readonly instance: Pick<TaskRow['instance'], 'ask'> },
  there: readonly Pick<FileRow, 'size'>[],
  { requirement: wanted, name, size }: Omit<UploadRequest, 'taskAsstId'>,
): FileRequirement {
  const requirement = task.instance.ask?.files?.find((candidate) => candidate.name === wanted);
  if (requirement === undefined) {
    throw new CountersignError('INVALID_REQUEST', {
      details: {
        fields: [{ pointer: '/requirement', message: 'This task asks for no files of this name.' }],
      },
    });
  }
  mustHaveRoom(there, size ?? 0);
  if (size !== null && size > requirement.maxSize) throw tooLarge(requirement, name, size);
  if (size === 0) throw new CountersignError('FILE_REFUSED', { message: `${name} is empty.` });
  return requirement;
}

function mustHaveRoom(there: readonly Pick<FileRow, 'size'>[], size: number): void {
  if (there.length >= mostFilesOfTask) {
    throw new CountersignError('FILE_REFUSED', {
      message: `A task takes at most ${mostFilesOfTask} files; take some back first.`,
    });
  }
  const together = there.reduce((sum, file) => sum + file.size, size);
  if (together > largestTaskFiles) {
    throw new CountersignError('FILE_TOO_LARGE', {
      message: `The files of a task have at most ${sizeInWords(largestTaskFiles)} together.`,
    });
  }
}

export function mustFitWith({ blob, request, requirement, name }: CheckedUpload, more: number): void {
  const size = blob.received() + more;
  if (size > requirement.maxSize) throw tooLarge(requirement, name, size);
  if (request.size !== null && size > request.size) throw damaged(`${name} is longer than was said.`);
}

/** @param actual the digest of what arrived. @param digest what the sender computed, if anything */
export function mustBeWhole(
  { blob, request, name }: CheckedUpload,
  actual: string,
  digest: string | undefined,
): void {
  if (request.size !== null && blob.received() !== request.size) {
    throw damaged(`Of ${name} ${blob.received()} of ${request.size} bytes arrived.`);
  }
  if (blob.received() === 0) throw new CountersignError('FILE_REFUSED', { message: `${name} is empty.` });
  if (digest !== undefined && digest !== actual) {
    throw damaged(`${name} did not arrive as it was sent: its checksum is another one.`);
  }
}

/** By what it is, as soon as its beginning is there: nobody waits for a file that is refused. */
export function mustBeTaken(upload: CheckedUpload): void {
  if (upload.isChecked) return;
  const { name, blob, requirement } = upload;
  const type = fileType(name, blob.head());
  if (!isAccepted(requirement.accept, { name, type })) {
    const message = fileProblem({ ...requirement, maxSize: Infinity }, { name, size: 0, type });
    throw new CountersignError('FILE_REFUSED', message === null ? {} : { message });
  }
  upload.isChecked = true;
}

function tooLarge({ maxSize }: FileRequirement, name: string, size: number): CountersignError {
  return new CountersignError('FILE_TOO_LARGE', {
    message: `${name} is ${sizeInWords(size)} or more; at most ${sizeInWords(maxSize)} are taken.`,
  });
}

function damaged(message: string): CountersignError {
  return new CountersignError('FILE_DAMAGED', { message });
}
