import type { HumanTaskRow } from '../../../src/shared/contract/human-tasks.ts';

/** A row of the inbox with nothing special about it; a test names only what it is about. */
export function aRow(change: Partial<HumanTaskRow> = {}): HumanTaskRow {
  return {
    taskAsstId: '019a0000-0000-7000-8000-000000000001',
    taskId: '019a0000-0000-7000-8000-000000000002',
    processId: '019a0000-0000-7000-8000-000000000003',
    title: 'Approve the expense',
    mode: 'approval',
    risk: 'low',
    workflow: {
      wfDefId: '019a0000-0000-7000-8000-000000000004',
      namespace: 'expenses',
      name: 'approve',
      version: '1.0.0',
    },
    wfTaskId: 'approve',
    assignedTs: local(2026, 5, 22, 9),
    assigneeId: 'anna',
    assigneeName: 'Anna',
    roleId: null,
    claimedBy: null,
    claimedByName: null,
    claimExpiresTs: null,
    unassignedReason: null,
    assignmentStatusCode: 'ASSIGNED',
    taskStatusCode: 'W',
    deadlineTs: null,
    unread: false,
    hasDraft: false,
    quickAnswers: [],
    answerLabel: null,
    completedTs: null,
    ...change,
  };
}

/** A moment by the clock on this machine's wall, whatever its zone: month counts from 1. */
export function local(year: number, month: number, day: number, hour = 0, minute = 0): string {
  return new Date(year, month - 1, day, hour, minute).toISOString();
}

/** Friday, 22 May 2026, 14:30 on the wall. */
export const friday = Date.parse(local(2026, 5, 22, 14, 30));
