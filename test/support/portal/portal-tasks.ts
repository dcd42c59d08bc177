import type { Json, JsonObject } from '../../../src/shared/json.ts';
import type { Document } from '../sync/documents.ts';

/** A refusal in light-portal's words. */
export class PortalRefusal extends Error {
  readonly statusCode: number;
  readonly code: string;

  constructor(statusCode: number, code: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }

  body(): { statusCode: number; code: string; message: string; description: string; severity: string } {
    const { statusCode, code, message } = this;
    return { statusCode, code, message, description: `${message}.`, severity: 'ERROR' };
  }
}

export interface Completion {
  readonly taskId: string;
  readonly by: string;
  readonly response: JsonObject;
}

export interface PortalTasks {
  /** Asks somebody, or changes what was asked. Documents of one task are assignments of the same ask. */
  put(document: Document): void;
  /** It is nobody's any more. */
  remove(taskAsstId: string): void;
  get(taskAsstId: string): Document | undefined;
  /** Every answer that was taken, in order. */
  readonly completions: readonly Completion[];
  /** Carries an action out as a user. @throws PortalRefusal */
  perform(action: string, data: JsonObject, user: string): JsonObject;
}

interface PortalTasksOptions {
  readonly hostId: string;
  readonly cutAt: number;
  readonly now: () => number;
}

const failed = (status: number, message: string) => new PortalRefusal(status, 'ERR11200', message);
const invalid = () => new PortalRefusal(400, 'ERR11004', 'VALIDATOR_SCHEMA');

/** The human tasks of a light-portal, in memory. */
export function createPortalTasks({ hostId, cutAt, now }: PortalTasksOptions): PortalTasks {
  const documents = new Map<string, Document>();
  const completions: Completion[] = [];
  const at = (milliseconds: number) => new Date(milliseconds).toISOString();

  const isOpen = ({ assignmentStatusCode: status }: Document) =>
    status === 'ASSIGNED' || status === 'CLAIMED';
  const siblings = ({ taskId }: Document) =>
    [...documents.values()].filter((document) => document.taskId === taskId);
  const claimOf = (document: Document) =>
    siblings(document).find(
      ({ claimExpiresTs }) => claimExpiresTs !== null && Date.parse(claimExpiresTs) > now(),
    );
  const change = (document: Document, changes: Partial<Document>) =>
    void documents.set(document.taskAsstId, { ...document, ...changes });
  const own = (data: JsonObject, user: string): Document => {
    if (typeof data.taskAsstId !== 'string') throw invalid();
    const document = documents.get(data.taskAsstId);
    if (document === undefined || document.assigneeId !== user) {
      throw new PortalRefusal(404, 'ERR11637', 'OBJECT_NOT_FOUND');
    }
    return document;
  };
  const waiting = (data: JsonObject, user: string): Document => {
    const document = own(data, user);
    if (document.taskStatusCode !== 'W') throw failed(409, 'STALE_TASK');
    if (!isOpen(document)) throw failed(409, 'ASSIGNMENT_INACTIVE');
    const claim = claimOf(document);
    if (claim !== undefined && claim.claimedBy !== user) throw failed(409, 'CLAIMED_BY_OTHER');
    return document;
  };
  const described = (document: Document, user: string): JsonObject => {
    const claim = claimOf(document);
    const canComplete =
      document.taskStatusCode === 'W' && isOpen(document) && (claim?.claimedBy ?? user) === user;
    return {
      ...(document as unknown as JsonObject),
      hostId,
      claimedBy: claim?.claimedBy ?? null,
      claimedTs: claim?.claimedTs ?? null,
      claimExpiresTs: claim?.claimExpiresTs ?? null,
      assignmentType: document.roleId === null ? 'user' : 'role',
      assignmentId: document.roleId ?? document.assigneeId,
      assignmentLabel: document.roleName ?? document.assigneeName,
      active: isOpen(document),
      canClaim: canComplete && claim === undefined,
      canRelease: canComplete && claim !== undefined,
      canComplete,
      readOnly: !canComplete,
    };
  };
  const inboxOf = (user: string) =>
    [...documents.values()].filter((document) => document.assigneeId === user && isOpen(document));

  const actions: Readonly<Record<string, (data: JsonObject, user: string) => JsonObject>> = {
    getHumanTaskInboxSummary(_, user) {
      const inbox = inboxOf(user);
      const roles = [...new Set(inbox.flatMap(({ roleId }) => (roleId === null ? [] : [roleId])))];
      const count = (roleId: string | null) => inbox.filter((document) => document.roleId === roleId).length;
      return {
        hostId,
        tabs: [
          { id: 'all', label: 'All', assignmentType: null, assignmentId: null, count: inbox.length },
          { id: 'user:self', label: 'Me', assignmentType: 'user', assignmentId: user, count: count(null) },
          ...roles.map((role) => ({
            id: `role:${role}`,
            label: role,
            assignmentType: 'role',
            assignmentId: role,
            count: count(role),
          })),
        ],
      };
    },
    getHumanTaskList(data, user) {
      const {
        offset = 0,
        limit = 25,
        tabId = 'all',
        includeClaimed = true,
        includeClaimedByOthers = false,
      } = data;
      if (typeof offset !== 'number' || typeof limit !== 'number' || typeof tabId !== 'string')
        throw invalid();
      const rows = inboxOf(user).filter((document) => {
        if (tabId === 'user:self' && document.roleId !== null) return false;
        if (tabId.startsWith('role:') && `role:${document.roleId}` !== tabId) return false;
        const claimedBy = claimOf(document)?.claimedBy ?? null;
        if (claimedBy === null) return true;
        return includeClaimed === true && (claimedBy === user || includeClaimedByOthers === true);
      });
      const humanTasks = rows.slice(offset, offset + limit).map((document) => described(document, user));
      return { humanTasks, total: rows.length };
    },
    getHumanTask: (data, user) => described(own(data, user), user),
    claimHumanTask(data, user) {
      const { claimMinutes = 30 } = data;
      if (typeof claimMinutes !== 'number' || claimMinutes < 1 || claimMinutes > 120) throw invalid();
      const document = waiting(data, user);
      const claimedTs = at(now());
      const claimExpiresTs = at(now() + claimMinutes * 60_000);
      change(document, { assignmentStatusCode: 'CLAIMED', claimedBy: user, claimedTs, claimExpiresTs });
      const { taskId, taskAsstId } = document;
      return {
        hostId,
        taskId,
        taskAsstId,
        assignmentStatusCode: 'CLAIMED',
        claimedBy: user,
        claimedTs,
        claimExpiresTs,
      };
    },
    releaseHumanTask(data, user) {
      const document = waiting(data, user);
      if (document.claimedBy !== user) throw failed(409, 'NOT_CLAIMED');
      change(document, {
        assignmentStatusCode: 'ASSIGNED',
        claimedBy: null,
        claimedTs: null,
        claimExpiresTs: null,
      });
      return {
        hostId,
        taskId: document.taskId,
        taskAsstId: document.taskAsstId,
        assignmentStatusCode: 'RELEASED',
      };
    },
    completeTask(data, user) {
      const { response, statusCode, taskId } = data;
      if (typeof response !== 'object' || response === null || Array.isArray(response)) throw invalid();
      if (statusCode !== 'C' || typeof taskId !== 'string') throw invalid();
      const document = waiting(data, user);
      if (document.taskId !== taskId) throw new PortalRefusal(404, 'ERR11637', 'OBJECT_NOT_FOUND');
      const { options } = document.ask;
      if (options.length > 0 && !options.some(({ value }) => value === response.value)) {
        throw failed(400, 'ANSWER_INVALID');
      }
      const completedTs = at(now());
      completions.push({ taskId, by: user, response });
      for (const sibling of siblings(document)) {
        const isThis = sibling.taskAsstId === document.taskAsstId;
        change(sibling, {
          assignmentStatusCode: isThis ? 'COMPLETED' : 'CANCELLED',
          taskStatusCode: 'C',
          unassignedReason: isThis ? 'completed' : 'completed_by_other_user',
          answer: { submittedAt: completedTs, ...cut(response, cutAt) } as Document['answer'],
          completedTs,
          completedUser: user,
          claimedBy: null,
          claimedTs: null,
          claimExpiresTs: null,
        });
      }
      return {
        hostId,
        taskId,
        taskAsstId: document.taskAsstId,
        taskStatusCode: 'C',
        completedTs,
        completedUser: user,
      };
    },
  };
  return {
    put: (document) => void documents.set(document.taskAsstId, document),
    remove: (taskAsstId) => void documents.delete(taskAsstId),
    get: (taskAsstId) => documents.get(taskAsstId),
    completions,
    perform(action, data, user) {
      const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (act === undefined) throw new PortalRefusal(404, 'ERR11637', 'OBJECT_NOT_FOUND');
      return act(data, user);
    },
  };
}

/** The column holds so many characters, and says nothing about the rest. */
function cut(response: JsonObject, most: number): JsonObject {
  return Object.fromEntries(
    Object.entries(response).map(([name, value]): [string, Json] => [
      name,
      typeof value === 'string' ? value.slice(0, most) : value,
    ]),
  );
}
