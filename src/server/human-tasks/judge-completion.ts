import { mustFollow } from '../../service/human-tasks/assignment-row.ts';
import {
  endedBySettlement,
  type CompleteRequest,
  type EndedByAnswer,
} from '../../service/human-tasks/completion.ts';
import { judgeAnswer, type JudgedAnswer } from '../../service/human-tasks/judge-answer.ts';
import { mustSee, readableAsk } from '../../service/human-tasks/visible-assignment.ts';
import type { Instant } from '../../shared/clock.ts';
import type { AnswerSchemas } from '../../shared/human-task/answer.ts';
import { mover } from '../assignments/mover.ts';
import type { ServerCaller } from '../caller.ts';
import type { Asked, AskedOf } from './load-asked.ts';

/** A request that passed its checks, with what it changes. */
export interface Judged extends JudgedAnswer, Pick<AskedOf, 'task' | 'all' | 'expired'> {
  readonly ended: readonly EndedByAnswer[];
}

/**
 * The checks of seed 004 on one request, whoever else asks at the same time.
 * @throws CountersignError see `createCompleteTask`
 */
export function judgeCompletion(
  schemas: AnswerSchemas,
  caller: ServerCaller,
  request: CompleteRequest,
  asked: Asked,
  now: Instant,
): Judged {
  const found = asked.of(request);
  mustSee(found?.assignment ?? null, found?.task ?? null, caller.actor);
  if (found === null) throw new Error('An assignment without its task');
  const { assignment, task, all, expired, files } = found;
  readableAsk(task);
  const { settlement, fileIds } = judgeAnswer(
    {
      request,
      actor: caller.actor,
      source: caller.source,
      assignment,
      task,
      all,
      findFile: (id) => files.find((file) => file.id === id) ?? null,
    },
    schemas,
    now,
  );
  const ended = endedBySettlement(all, settlement, mover(caller, now));
  for (const { assignment: row, status } of ended) mustFollow(row, status);
  return { task, all, expired, settlement, ended, fileIds };
}
