import { timestamp } from '../../../shared/clock.ts';
import type { ReadableDatabase } from '../../store/database.ts';
import { openClaim } from '../../store/replica/outbox.ts';
import { requestOf } from '../outbox/entries.ts';
import { isWaiting, type Document } from './document.ts';

/** A task of which a claim is on its way, as if the server had heard of it. */
export function withQueuedClaim(
  db: ReadableDatabase,
  document: Document,
  { userId, userName }: { readonly userId: string; readonly userName: string },
): Document {
  if (!isWaiting(document)) return document;
  const row = openClaim(db, document.taskAsstId);
  if (row === null) return document;
  if (row.action === 'releaseHumanTask') return { ...document, ...released };
  const { minutes } = requestOf(row, 'claimHumanTask');
  return {
    ...document,
    assignmentStatusCode: 'CLAIMED',
    claimedBy: userId,
    claimedByName: userName,
    claimedTs: timestamp(row.writtenAt),
    claimExpiresTs: timestamp(row.writtenAt + minutes * 60_000),
    canRelease: true,
  };
}

const released = {
  assignmentStatusCode: 'ASSIGNED',
  claimedBy: null,
  claimedByName: null,
  claimedTs: null,
  claimExpiresTs: null,
  canRelease: false,
} satisfies Partial<Document>;
