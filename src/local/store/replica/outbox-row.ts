import { integer, integerOrNull, text, textOrNull } from '../../../service/columns.ts';
import type { Instant } from '../../../shared/clock.ts';
import type { OutboxState } from '../../../shared/contract/accounts.ts';
import type { Source } from '../../../shared/human-task/status.ts';
import type { Row } from '../database.ts';

export type OutboxAction =
  'completeTask' | 'claimHumanTask' | 'releaseHumanTask' | 'postMessage' | 'uploadFile';

/** What was decided here and has to reach the server. `*Json` are JSON text. */
export interface OutboxRow {
  /** The order in which they were written. */
  readonly seq: number;
  readonly id: string;
  readonly action: OutboxAction;
  readonly assignmentId: string;
  readonly taskId: string;
  readonly title: string;
  readonly requestJson: string;
  readonly label: string | null;
  /** Made once, when it was written: however often it is sent, it is the same command. */
  readonly key: string;
  readonly source: Source;
  readonly state: OutboxState;
  readonly writtenAt: Instant;
  readonly heldUntil: Instant | null;
  readonly nextTryAt: Instant | null;
  readonly attempts: number;
  /** An attempt ended without anybody knowing what came of it: the server may have it. */
  readonly uncertain: boolean;
  readonly progressJson: string | null;
  readonly errorJson: string | null;
  readonly endedAt: Instant | null;
  readonly decidedJson: string | null;
  readonly resultJson: string | null;
  readonly dismissed: boolean;
}

/** As `toEntry` reads them. */
export const outboxColumns = `seq, id, action, assignment_id, task_id, title, request_json, label, key, source, state, written_at,
  held_until, next_try_at, attempts, uncertain, progress_json, error_json, ended_at, decided_json, result_json, dismissed`;

export function toEntry(row: Row): OutboxRow {
  return {
    seq: integer(row, 'seq'),
    id: text(row, 'id'),
    action: text(row, 'action') as OutboxAction,
    assignmentId: text(row, 'assignment_id'),
    taskId: text(row, 'task_id'),
    title: text(row, 'title'),
    requestJson: text(row, 'request_json'),
    label: textOrNull(row, 'label'),
    key: text(row, 'key'),
    source: text(row, 'source') as Source,
    state: text(row, 'state') as OutboxState,
    writtenAt: integer(row, 'written_at'),
    heldUntil: integerOrNull(row, 'held_until'),
    nextTryAt: integerOrNull(row, 'next_try_at'),
    attempts: integer(row, 'attempts'),
    uncertain: row['uncertain'] === 1,
    progressJson: textOrNull(row, 'progress_json'),
    errorJson: textOrNull(row, 'error_json'),
    endedAt: integerOrNull(row, 'ended_at'),
    decidedJson: textOrNull(row, 'decided_json'),
    resultJson: textOrNull(row, 'result_json'),
    dismissed: row['dismissed'] === 1,
  };
}
