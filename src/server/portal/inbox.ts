import { ORPCError } from '@orpc/server';
import type { HumanTaskRow } from '../../shared/contract/human-tasks.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { ServerCaller } from '../caller.ts';
import type { PortalClient } from './actions.ts';
import { portalRow, type PortalRow } from './portal-task.ts';

export interface InboxTab {
  readonly id: string;
  readonly label: string;
  readonly assignmentType: 'role' | 'user' | null;
  readonly assignmentId: string | null;
  readonly count: number;
}

export interface ListQuestion {
  readonly offset: number;
  readonly limit: number;
  readonly tabId: string;
  readonly includeClaimed: boolean;
  readonly includeClaimedByOthers: boolean;
}

const pageSize = 200;
/** Tasks that are read at the same time for one list. */
const atOnce = 4;

/** The tabs of the caller: everything, what was given to them by name, and each of their roles. */
export async function inboxTabs(client: PortalClient, { actor }: ServerCaller): Promise<InboxTab[]> {
  const [rows, { roles }] = await Promise.all([inboxRows(client), client.people.roles.list()]);
  const counts = new Map<string | null, number>();
  for (const { roleId } of rows) counts.set(roleId, (counts.get(roleId) ?? 0) + 1);
  const own = roles.filter(({ roleId, memberIds }) => memberIds.includes(actor.userId) || counts.has(roleId));
  return [
    { id: 'all', label: 'All', assignmentType: null, assignmentId: null, count: rows.length },
    {
      id: 'user:self',
      label: 'Assigned to me',
      assignmentType: 'user',
      assignmentId: actor.userId,
      count: counts.get(null) ?? 0,
    },
    ...own.map(({ roleId, name }) => ({
      id: `role:${roleId}`,
      label: name,
      assignmentType: 'role' as const,
      assignmentId: roleId,
      count: counts.get(roleId) ?? 0,
    })),
  ];
}

/** @returns the part of the inbox that was asked for, and how many rows the tab has with these settings */
export async function inboxList(
  client: PortalClient,
  { actor }: ServerCaller,
  question: ListQuestion,
): Promise<{ humanTasks: PortalRow[]; total: number }> {
  const { offset, limit, tabId, includeClaimed, includeClaimedByOthers } = question;
  const rows = (await inboxRows(client)).filter(({ roleId, claimedBy }) => {
    if (tabId === 'user:self' && roleId !== null) return false;
    if (tabId.startsWith('role:') && roleId !== tabId.slice('role:'.length)) return false;
    if (claimedBy === null) return true;
    return includeClaimed && (claimedBy === actor.userId || includeClaimedByOthers);
  });
  const shown = rows.slice(offset, offset + limit);
  const humanTasks: PortalRow[] = [];
  for (let from = 0; from < shown.length; from += atOnce) {
    const part = shown.slice(from, from + atOnce).map(({ taskAsstId }) => taskIfThere(client, taskAsstId));
    humanTasks.push(...(await Promise.all(part)).flat());
  }
  return { humanTasks, total: rows.length };
}

async function inboxRows(client: PortalClient): Promise<HumanTaskRow[]> {
  const rows: HumanTaskRow[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<PortalClient['humanTasks']['list']>> = await client.humanTasks.list({
      limit: pageSize,
      ...(cursor === null ? {} : { cursor }),
    });
    rows.push(...page.humanTasks);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

/** Empty: it was taken away since the list was read. */
async function taskIfThere(client: PortalClient, taskAsstId: string): Promise<PortalRow[]> {
  try {
    return [portalRow(await client.humanTasks.get({ taskAsstId }))];
  } catch (error) {
    if (error instanceof ORPCError && error.code === 'ASSIGNMENT_NOT_FOUND') return [];
    if (error instanceof CountersignError && error.code === 'ASSIGNMENT_NOT_FOUND') return [];
    throw error;
  }
}
