import type { HumanTask } from '../../../src/shared/contract/human-tasks.ts';
import { anAsk } from '../an-ask.ts';

/** A waiting task as `getHumanTask` answers it, with what a test says differently. */
export function aHumanTask(different: Partial<HumanTask> = {}): HumanTask {
  return {
    hostId: '01890000-0000-7000-8000-000000000001',
    taskAsstId: '01890000-0000-7000-8000-000000000002',
    taskId: '01890000-0000-7000-8000-000000000003',
    processId: '01890000-0000-7000-8000-000000000004',
    wfInstanceId: '01890000-0000-7000-8000-000000000004',
    wfTaskId: 'requestApproval',
    assignedTs: '2026-05-22T14:30:00.000Z',
    assigneeId: 'maya',
    assignmentStatusCode: 'ASSIGNED',
    claimedBy: null,
    claimedTs: null,
    deadlineTs: null,
    categoryCode: 'approval',
    reasonCode: 'human-approval',
    taskStatusCode: 'W',
    workflow: {
      wfDefId: '01890000-0000-7000-8000-000000000005',
      namespace: 'light-portal',
      name: 'human-approval',
      version: '1.0.0',
    },
    ask: anAsk(),
    contextSummary: {},
    context: null,
    claimExpiresTs: null,
    canComplete: true,
    readOnly: false,
    title: 'Request approval',
    workflowTitle: 'Human approval',
    answer: null,
    completedTs: null,
    completedUser: null,
    unassignedReason: null,
    resumeFailed: false,
    ...different,
  };
}
