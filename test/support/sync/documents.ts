import type { FeedEntry } from '../../../src/shared/contract/sync.ts';

export type Document = NonNullable<FeedEntry['task']>;

/** A UUID that says which kind of thing it names and which of them it is. */
export function idOf(kind: 'host' | 'assignment' | 'task' | 'process' | 'workflow', number: number): string {
  const kinds = { host: '1', assignment: '2', task: '3', process: '4', workflow: '5' };
  return `0000000${kinds[kind]}-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

export const hostId = idOf('host', 1);
export const beginning = Date.UTC(2026, 4, 22, 14, 30);

/** An approval that waits for `alice` by her role, as the server's feed has it. */
export function aDocument(number: number, changes: Partial<Document> = {}): Document {
  const taskAsstId = idOf('assignment', number);
  const assignedTs = new Date(beginning + number * 1_000).toISOString();
  return {
    hostId,
    taskAsstId,
    taskId: idOf('task', number),
    processId: idOf('process', number),
    wfInstanceId: idOf('process', number),
    wfTaskId: 'requestApproval',
    assignedTs,
    assigneeId: 'alice',
    assignmentStatusCode: 'ASSIGNED',
    claimedBy: null,
    claimedTs: null,
    deadlineTs: null,
    categoryCode: 'approval',
    reasonCode: 'human-approval',
    taskStatusCode: 'W',
    workflow: {
      wfDefId: idOf('workflow', 1),
      namespace: 'light-portal',
      name: 'human-approval',
      version: '1.0.0',
    },
    ask: {
      prompt: `Review request ${number} and choose a decision.`,
      mode: 'approval',
      options: [
        { label: 'Approve', value: 'APPROVED', description: 'Continue the request.' },
        { label: 'Reject', value: 'REJECTED', description: 'Stop the request.' },
      ],
      required: true,
      allowComment: true,
      commentRequired: false,
      contextKeys: ['requestId', 'summary'],
      risk: 'low',
      sensitive: false,
    },
    contextSummary: { requestId: `REQ-${number}`, summary: 'A new laptop for the office in Ghent' },
    context: null,
    claimExpiresTs: null,
    canComplete: true,
    isOverride: false,
    canClaim: true,
    canRelease: false,
    canReassign: false,
    canAssignToMe: true,
    readOnly: false,
    assigneeName: 'Alice',
    claimedByName: null,
    roleId: 'approvers',
    roleName: 'Approvers',
    assignments: [
      {
        taskAsstId,
        assigneeId: 'alice',
        assigneeName: 'Alice',
        roleId: 'approvers',
        roleName: 'Approvers',
        statusCode: 'ASSIGNED',
        active: true,
        assignedTs,
        endedTs: null,
        unassignedReason: null,
      },
    ],
    previousTasks: [],
    processInput: null,
    title: `Review request ${number}`,
    workflowTitle: 'Human approval',
    answer: null,
    completedTs: null,
    completedUser: null,
    unassignedReason: null,
    resumeFailed: false,
    unread: true,
    ...changes,
  };
}
