import { instant, type Instant } from '../../../shared/clock.ts';
import { FeedEntry } from '../../../shared/contract/sync.ts';
import { CountersignError } from '../../../shared/errors.ts';
import { plainText } from '../../../shared/human-task/title.ts';
import type { ReplicaTask, TaskText } from '../../store/replica/tasks.ts';

/** A task as the server's feed describes it to one person. */
export type Document = NonNullable<FeedEntry['task']>;

const schema = FeedEntry.shape.task.unwrap();

/** Later than every deadline: what has none comes last. */
const noDeadline = Number.MAX_SAFE_INTEGER;

/** @throws CountersignError ASK_INVALID for a document of another version that this one cannot read */
export function readDocument({ document }: Pick<ReplicaTask, 'document'>): Document {
  const parsed = schema.safeParse(JSON.parse(document));
  if (!parsed.success) throw new CountersignError('ASK_INVALID', { cause: parsed.error });
  return parsed.data;
}

/** Whether it waits for somebody's answer through this assignment. */
export function isWaiting({ taskStatusCode, assignmentStatusCode }: Document): boolean {
  return (
    taskStatusCode === 'W' && (assignmentStatusCode === 'ASSIGNED' || assignmentStatusCode === 'CLAIMED')
  );
}

/** By what lists are made, of what the server says alone. */
export function columnsOf(
  document: Document,
  userId: string,
): Pick<
  ReplicaTask,
  'assignmentId' | 'taskId' | 'processId' | 'place' | 'dueOrder' | 'newestOrder' | 'endedOrder'
> {
  const { assigneeId, assignmentStatusCode, completedTs, deadlineTs } = document;
  const isOwn = assigneeId === userId;
  const isDone = isOwn && assignmentStatusCode === 'COMPLETED';
  return {
    assignmentId: document.taskAsstId,
    taskId: document.taskId,
    processId: document.processId,
    place: isDone ? 'done' : isOwn && isWaiting(document) ? 'inbox' : null,
    dueOrder: deadlineTs === null ? noDeadline : instant(deadlineTs),
    newestOrder: -instant(document.assignedTs),
    endedOrder: completedTs === null ? 0 : instant(completedTs),
  };
}

/** In characters: what somebody remembers of a task is in its beginning. */
const longestText = 2_000;

export function textsOf(document: Document): TaskText {
  const { workflow, ask } = document;
  return {
    title: document.title,
    prompt: plainText(ask.prompt),
    workflow: `${document.workflowTitle} ${workflow.namespace} ${workflow.name} ${document.wfTaskId}`,
    people: names([document.assigneeId, document.assigneeName, document.roleId, document.roleName]),
    context: names(Object.values(document.contextSummary)).slice(0, longestText),
  };
}

function names(values: readonly unknown[]): string {
  return values.filter((value) => typeof value === 'string' || typeof value === 'number').join(' ');
}

/** A claim ends by time alone, also while nobody tells. */
export function atThisTime(document: Document, now: Instant): Document {
  const { claimExpiresTs, assignmentStatusCode } = document;
  if (claimExpiresTs === null || instant(claimExpiresTs) > now || !isWaiting(document)) return document;
  const wasOthers = assignmentStatusCode === 'ASSIGNED';
  return {
    ...document,
    assignmentStatusCode: 'ASSIGNED',
    claimedBy: null,
    claimedByName: null,
    claimedTs: null,
    claimExpiresTs: null,
    canRelease: false,
    // What a claim of somebody else kept from being answered is open again.
    canComplete: document.canComplete || wasOthers,
    canClaim: true,
    readOnly: !(document.canComplete || wasOthers),
  };
}
