import type { Account, OutboxEntry } from '../../../../src/shared/contract/accounts.ts';
import { friday } from '../rows.ts';

/** A server account that is as it should be; a test names only what it is about. */
export function anAccount(change: Partial<Account> = {}): Account {
  return {
    accountId: 'acme',
    kind: 'countersign',
    name: 'Acme',
    serverUrl: 'https://tasks.acme.example',
    userId: 'maya',
    userName: 'Maya Lind',
    state: 'online',
    progress: null,
    confirmedTs: minutesAgo(0),
    nextTryTs: null,
    problem: null,
    queued: 0,
    attention: 0,
    tokens: 'keystore',
    ...change,
  };
}

/** An answer that waits for the server. */
export function anEntry(change: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    entryId: '019b0000-0000-7000-8000-000000000001',
    accountId: 'acme',
    action: 'completeTask',
    taskAsstId: '019a0000-0000-7000-8000-000000000001',
    taskId: '019a0000-0000-7000-8000-000000000002',
    title: 'Approve the expense',
    state: 'queued',
    response: { value: 'APPROVED' },
    label: 'Approve',
    writtenTs: minutesAgo(2),
    heldUntilTs: null,
    attempts: 0,
    nextTryTs: null,
    lastError: null,
    endedTs: null,
    decided: null,
    dismissed: false,
    ...change,
  };
}

/** Before 14:30 on that Friday; below zero, after it. */
export function minutesAgo(minutes: number): string {
  return new Date(friday - minutes * 60_000).toISOString();
}
