import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { fileProblem, sizeInWords } from '../../shared/human-task/file-answer.ts';
import { fileType, isAccepted } from '../../shared/human-task/file-type.ts';
import { largestTaskFiles, mostFilesOfTask, type FileRequirement } from '../../shared/human-task/file.ts';
import { filesOfTask } from '../store/files.ts';
import { loadOpenTask, type Where } from '../working-together/load-open-task.ts';
import type { IncomingBlob } from './blob-store.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';

export interface UploadRequest {
  readonly taskAsstId: string;
  readonly requirement: string;
  readonly name: string;
  /** In bytes; null: it is not known before its end. */
  readonly size: number | null;
}

/** What arrives, and what it is to be. */
export interface CheckedUpload {
  readonly request: UploadRequest;
  readonly requirement: FileRequirement;
  readonly name: string;
  readonly blob: IncomingBlob;
  /** Whether it was found to be of a kind that is taken. */
  isChecked: boolean;
}

/** Whether this task takes such a file from this user now. */
export function admit(
  options: Where,
  actor: Actor,
  { taskAsstId, requirement: wanted, name, size }: UploadRequest,
): { task: TaskRow; requirement: FileRequirement } {
  const { task } = loadOpenTask(options, actor, taskAsstId);
  const requirement = task.instance.ask?.files?.find((candidate) => candidate.name === wanted);
  if (requirement === undefined) {
    throw new CountersignError('INVALID_REQUEST', {
      details: {
        fields: [{ pointer: '/requirement', message: 'This task asks for no files of this name.' }],
      },
    });
  }
  mustHaveRoom(options, task, size ?? 0);
  if (size !== null && size > requirement.maxSize) throw tooLarge(requirement, name, size);
  if (size === 0) throw new CountersignError('FILE_REFUSED', { message: `${name} is empty.` });
  return { task, requirement };
}

function mustHaveRoom({ db }: Where, task: TaskRow, size: number): void {
  const there = filesOfTask(db, task.id);
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

export function mustBeWhole({ blob, request, name }: CheckedUpload, digest: string | undefined): void {
  if (request.size !== null && blob.received() !== request.size) {
    throw damaged(`Of ${name} ${blob.received()} of ${request.size} bytes arrived.`);
  }
  if (blob.received() === 0) throw new CountersignError('FILE_REFUSED', { message: `${name} is empty.` });
  if (digest !== undefined && digest !== blob.digest()) {
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
