import type { Instant } from '../../shared/clock.ts';
import { recordExpiredClaims } from '../assignments/expire-claims.ts';
import { tellOf } from '../assignments/tell-feed.ts';
import { endAssignments } from '../store/assignments.ts';
import type { Tx } from '../store/database.ts';
import { keepAnsweredFiles } from '../store/files.ts';
import { recordAnswers } from '../store/tasks.ts';
import { enqueueDecisions } from '../store/wake-outbox.ts';
import type { Judged } from './judge-completion.ts';
import { takesFiles } from './load-asked.ts';

/**
 * Writes answers to as many tasks, which the transaction has locked. What others wait for, the feeds and then the processes, is
 * touched last.
 */
export async function writeCompletions(tx: Tx, judged: readonly Judged[], now: Instant): Promise<void> {
  if (judged.length === 0) return;
  for (const { expired } of judged) await recordExpiredClaims(tx, expired, now);
  await recordAnswers(
    tx,
    judged.map(({ task, settlement }) => ({
      taskId: task.id,
      answer: settlement.answer,
      completedUser: settlement.completedUser,
      completedBy: settlement.actor,
    })),
    now,
  );
  await endAssignments(
    tx,
    judged.flatMap(({ ended }) => ended),
  );
  const taking = judged.filter(({ task }) => takesFiles(task));
  await keepAnsweredFiles(
    tx,
    taking.map(({ task }) => task.id),
    taking.flatMap(({ fileIds }) => [...fileIds]),
  );
  await tellOf(
    tx,
    judged.flatMap(({ all }) => all),
    now,
  );
  await enqueueDecisions(
    tx,
    judged.map(({ task }) => task.processId),
    'answer',
    now,
  );
}
