import { completionOf, type CompleteRequest, type Completion } from '../../service/human-tasks/completion.ts';
import type { Command } from '../../service/idempotency.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Json } from '../../shared/json.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import { giveKeysBack, recordResults, takeKeys, type Known } from '../store/commands.ts';
import { waitAtMost, type Tx } from '../store/database.ts';
import { createGroups, type Outcome } from './groups.ts';
import { judgeCompletion, type Judged } from './judge-completion.ts';
import { loadAsked, type Asked } from './load-asked.ts';
import { writeCompletions } from './write-completions.ts';

export type CompleteParts = Pick<ServerParts, 'db' | 'clock' | 'reach' | 'schemas' | 'engine'>;

const usualPatienceMs = 2_000;

/** The checks of one group hold up everybody else on this node, and their transaction has to end: the rest of them comes later. */
const mostCheckingMs = 200;

/**
 * completeTask of seed 004. What is asked at the same time is carried out in one transaction: the tasks are locked, then come the
 * checks of each request by itself, and for those that pass them the answer, the assignment, its siblings, the history, the feeds,
 * and what wakes the process. When a call returns, all of that is on disk; the process goes on from there in its own time.
 * A call throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID, STALE_TASK, ASSIGNMENT_INACTIVE,
 * CLAIMED_BY_OTHER, ANSWER_INVALID, ANSWER_ELSEWHERE, INVALID_REQUEST, IDEMPOTENCY_MISMATCH, STORE_UNAVAILABLE.
 */
export function createCompleteTask(parts: CompleteParts, patienceMs = usualPatienceMs) {
  const groups = createGroups<Item, Completion>({
    together: (hostId, items, atMostMs) =>
      parts.db.write(hostId, async (tx) => {
        await waitAtMost(tx, Math.max(1, atMostMs));
        return completeTogether(parts, tx, items, parts.clock.now());
      }),
    committed: () => parts.reach('command.committed'),
    keyOf: ({ command: { actor, key } }) => (key === null ? null : JSON.stringify([actor, key])),
    weightOf: ({ size }) => size,
    patienceMs,
  });
  return (caller: ServerCaller, asked: CompleteRequest): Promise<Completion> => {
    const request = { ...asked, taskAsstId: asked.taskAsstId.toLowerCase() };
    const { taskAsstId, response, idempotencyKey: key = null } = request;
    const payload = { taskAsstId, response: { ...response } as Json };
    const command = { actor: caller.actor.userId, key, action: 'completeTask', payload };
    const size = JSON.stringify(response).length;
    return groups.carryOut(caller.hostId, { caller, request, command, size });
  };
}

interface Item {
  readonly caller: ServerCaller;
  readonly request: CompleteRequest;
  readonly command: Command;
  /** In characters. */
  readonly size: number;
}

interface Settled {
  readonly kind: 'settled';
  readonly command: Command;
  readonly judged: Judged;
  readonly result: Completion;
}

type Decision = Outcome<Completion> | Settled;

async function completeTogether(
  parts: CompleteParts,
  tx: Tx,
  items: readonly Item[],
  now: Instant,
): Promise<Outcome<Completion>[]> {
  const commands = items.map(({ command }) => command);
  const known = await takeKeys<Json>(tx, commands, now);
  const isNew = (index: number) => known[index]?.kind === 'new';
  const requests = items.filter((_, index) => isNew(index)).map(({ request }) => request);
  const decisions = decide(parts, items, known, await loadAsked(tx, requests, now), now);
  const settled = decisions.filter((decision) => decision.kind === 'settled');
  const isLeft = (index: number) => isNew(index) && decisions[index]?.kind !== 'settled';
  await giveKeysBack(
    tx,
    commands.filter((_, index) => isLeft(index)),
  );
  await recordResults(
    tx,
    settled.map(({ command, result }) => ({ command, result: { ...result } as unknown as Json })),
  );
  await writeCompletions(
    tx,
    settled.map(({ judged }) => judged),
    now,
  );
  if (settled.length > 0) tx.afterCommit(() => parts.engine.nudge());
  parts.reach('command.before-commit');
  return decisions.map((decision) =>
    decision.kind === 'settled' ? { kind: 'done', result: decision.result } : decision,
  );
}

/**
 * In the order in which they came. Whoever is second at a task that has just been answered is told so from its rows, later; who
 * comes behind checks that have taken long is checked later, too.
 */
function decide(
  { schemas }: CompleteParts,
  items: readonly Item[],
  known: readonly Known<Json>[],
  asked: Asked,
  now: Instant,
): Decision[] {
  const answered = new Set<string>();
  const began = performance.now();
  return items.map(({ caller, request, command }, index): Decision => {
    const before = known[index];
    if (before?.kind === 'mismatch') return { kind: 'refused', error: before.error };
    if (before?.kind === 'replay') return { kind: 'done', result: before.result as unknown as Completion };
    const taskId = asked.taskIdOf(request);
    if (taskId !== null && answered.has(taskId)) return { kind: 'later' };
    if (index > 0 && performance.now() - began >= mostCheckingMs) return { kind: 'later' };
    try {
      const judged = judgeCompletion(schemas, caller, request, asked, now);
      answered.add(judged.task.id);
      return { kind: 'settled', command, judged, result: completionOf(judged.task, judged.settlement, now) };
    } catch (error) {
      return { kind: 'refused', error };
    }
  });
}
