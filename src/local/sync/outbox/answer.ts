import { instant, timestamp, type Instant } from '../../../shared/clock.ts';
import { CountersignError } from '../../../shared/errors.ts';
import { answerProblems, type AnswerSchemas, type Response } from '../../../shared/human-task/answer.ts';
import { answeredLabel } from '../../../shared/human-task/answer-label.ts';
import { fieldsOf } from '../../../shared/human-task/fields.ts';
import { fileHandle, fileIdOf, type FileReference } from '../../../shared/human-task/file.ts';
import { quickAnswers } from '../../../shared/human-task/quick-answers.ts';
import type { Source } from '../../../shared/human-task/status.ts';
import { isJsonObject } from '../../../shared/json-object.ts';
import type { Json } from '../../../shared/json.ts';
import type { ReadableDatabase } from '../../store/database.ts';
import { findReplicaFile } from '../../store/replica/files.ts';
import { isWaiting, type Document } from '../replica/document.ts';

/**
 * Whether the person may answer, as far as is known here; the server checks it again.
 * @throws CountersignError STALE_TASK, ASSIGNMENT_INACTIVE, CLAIMED_BY_OTHER, FORBIDDEN
 */
export function mustBeAnswerable(document: Document, userId: string): void {
  const { taskStatusCode, completedUser, completedTs, answer, claimedBy, claimExpiresTs } = document;
  if (taskStatusCode === 'C' && completedUser !== null && completedTs !== null) {
    throw new CountersignError('STALE_TASK', {
      details: { decision: { completedUser, completedTs, value: answer?.value ?? null } },
    });
  }
  if (!isWaiting(document)) throw new CountersignError('ASSIGNMENT_INACTIVE');
  if (claimedBy !== null && claimedBy !== userId) {
    throw new CountersignError('CLAIMED_BY_OTHER', { details: { claim: { claimedBy, claimExpiresTs } } });
  }
  if (!document.canComplete) throw new CountersignError('FORBIDDEN');
}

/**
 * An answer as it will be sent, found to be one by the rules of both sides.
 * @throws CountersignError ANSWER_INVALID, ANSWER_ELSEWHERE
 */
export function checkedAnswer(
  db: ReadableDatabase,
  { ask, taskId }: Document,
  response: Response,
  { schemas, source, now }: { schemas: AnswerSchemas; source: Source; now: Instant },
): { response: Response; label: string } {
  const given = ask.mode === 'file' ? withOwnFiles(db, taskId, response) : response;
  const problems = answerProblems(ask, given, schemas);
  if (problems.length > 0) throw new CountersignError('ANSWER_INVALID', { details: { fields: problems } });
  if (source === 'notification') {
    const offered = quickAnswers(ask).options.some(({ value }) => value === given.value);
    if (!offered) throw new CountersignError('ANSWER_ELSEWHERE');
  }
  const fields = fieldsOf(ask, given);
  const comment = given.comment?.trim();
  return {
    response: {
      value: given.value ?? null,
      ...(fields === undefined ? {} : { fields }),
      ...(comment === undefined || comment === '' ? {} : { comment }),
      submittedAt: given.submittedAt ?? timestamp(now),
    },
    label: answeredLabel(ask, { value: given.value ?? null, fields }),
  };
}

/** Of files that were chosen here every fact is this machine's, as it would be the server's of those that it has. */
function withOwnFiles(db: ReadableDatabase, taskId: string, response: Response): Response {
  return mapFiles(response, (sent) => {
    const file = findReplicaFile(db, fileIdOf(handleIn(sent)) ?? '');
    if (file === null || file.taskId !== taskId) return sent;
    const { name, size, type, digest } = file;
    return { handle: fileHandle(file.id), name, size, type, digest } satisfies FileReference;
  });
}

/** The same answer with the names that the server has given to the files. @returns null when one is not there yet */
export function withServerFiles(db: ReadableDatabase, response: Response): Response | null {
  let isWhole = true;
  const mapped = mapFiles(response, (sent) => {
    const file = findReplicaFile(db, fileIdOf(handleIn(sent)) ?? '');
    if (file === null) return sent;
    if (file.serverJson === null) isWhole = false;
    return file.serverJson === null ? sent : (JSON.parse(file.serverJson) as Json);
  });
  return isWhole ? mapped : null;
}

/** Those of its files that were chosen here. */
export function ownFilesIn(db: ReadableDatabase, response: Response): string[] {
  const ids: string[] = [];
  mapFiles(response, (sent) => {
    const id = fileIdOf(handleIn(sent));
    if (id !== null && findReplicaFile(db, id) !== null) ids.push(id);
    return sent;
  });
  return ids;
}

function mapFiles(response: Response, map: (sent: Json) => Json): Response {
  const { value } = response;
  if (!isJsonObject(value)) return response;
  const mapped = Object.entries(value).map(([name, files]) => [
    name,
    Array.isArray(files) ? files.map(map) : files,
  ]);
  return { ...response, value: Object.fromEntries(mapped) as Json };
}

function handleIn(sent: Json): string {
  const handle = isJsonObject(sent) ? sent['handle'] : sent;
  return typeof handle === 'string' ? handle : '';
}

/** Who decided instead, and when, by what the server says. */
export function patchOfDecision(
  decision: { by: string; at: string; answer: Document['answer'] },
  userId: string,
): { patch: Partial<Document>; answeredAt: Instant } {
  return {
    patch: {
      taskStatusCode: 'C',
      assignmentStatusCode: decision.by === userId ? 'COMPLETED' : 'CANCELLED',
      completedTs: decision.at,
      completedUser: decision.by,
      answer: decision.answer,
      ...nothingToDo,
    },
    answeredAt: instant(decision.at),
  };
}

/** Of a task that has ended, or is not theirs any more. */
export const nothingToDo = {
  canComplete: false,
  isOverride: false,
  canClaim: false,
  canRelease: false,
  canReassign: false,
  canAssignToMe: false,
  readOnly: true,
  claimedBy: null,
  claimedByName: null,
  claimedTs: null,
  claimExpiresTs: null,
} satisfies Partial<Document>;
