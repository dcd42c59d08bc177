import { timestamp, type Instant } from '../../shared/clock.ts';
import type { StoredFile } from '../../shared/contract/files.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import { previewOf } from '../../shared/human-task/file-type.ts';
import { fileHandle } from '../../shared/human-task/file.ts';
import { flag, integer, text, type Columns } from '../columns.ts';
import type { TaskRow } from '../processes/task-row.ts';

export interface FileRow {
  readonly id: string;
  readonly taskId: string;
  readonly processId: string;
  readonly requirement: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly digest: string;
  readonly uploadedBy: string;
  readonly uploadedAt: Instant;
  /** Whether it is part of the task's answer. */
  readonly answered: boolean;
}

export function toFile(row: Columns): FileRow {
  return {
    id: text(row, 'id'),
    taskId: text(row, 'task_id'),
    processId: text(row, 'process_id'),
    requirement: text(row, 'requirement'),
    name: text(row, 'name'),
    size: integer(row, 'size'),
    type: text(row, 'type'),
    digest: text(row, 'digest'),
    uploadedBy: text(row, 'uploaded_by'),
    uploadedAt: integer(row, 'uploaded_at'),
    answered: flag(row, 'answered'),
  };
}

/** Which file of which task. */
export interface FileQuestion {
  readonly taskAsstId: string;
  readonly fileId: string;
}

export function describeFile(row: FileRow): StoredFile {
  return {
    fileId: row.id,
    handle: fileHandle(row.id),
    taskId: row.taskId,
    requirement: row.requirement,
    name: row.name,
    size: row.size,
    type: row.type,
    digest: row.digest,
    uploadedBy: row.uploadedBy,
    uploadedTs: timestamp(row.uploadedAt),
    preview: previewOf(row.type),
    answered: row.answered,
  };
}

/**
 * Of the task itself whatever was uploaded; of the other tasks of its process what is part of an answer: who decides on a
 * document that somebody else has handed in must be able to read it.
 * @throws CountersignError FILE_NOT_FOUND
 */
export function mustBeVisible(file: FileRow | null, task: TaskRow): FileRow {
  const isVisible = file?.processId === task.processId && (file.taskId === task.id || file.answered);
  if (file === null || !isVisible) throw new CountersignError('FILE_NOT_FOUND');
  return file;
}

/**
 * Only before the answer, and only by who uploaded it, or by an administrator.
 * @throws CountersignError ASSIGNMENT_INACTIVE, FORBIDDEN
 */
export function mustBeTakenBack(file: FileRow, task: TaskRow, actor: Actor): void {
  if (file.taskId !== task.id || file.answered) throw new CountersignError('ASSIGNMENT_INACTIVE');
  if (file.uploadedBy !== actor.userId && !isAdministrator(actor)) throw new CountersignError('FORBIDDEN');
}

/** @throws CountersignError FILE_REFUSED */
export function mustBeText(file: FileRow): void {
  if (previewOf(file.type) === 'text') return;
  throw new CountersignError('FILE_REFUSED', { message: `${file.name} is not text.` });
}

/** The beginning of a text; a character that is cut off at its end is left out. */
export function textPreview(bytes: Uint8Array, size: number): { text: string; truncated: boolean } {
  const truncated = size > bytes.length;
  return { text: new TextDecoder('utf-8').decode(bytes, { stream: truncated }), truncated };
}
