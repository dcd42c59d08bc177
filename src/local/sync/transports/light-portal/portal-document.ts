import { FeedEntry } from '../../../../shared/contract/sync.ts';
import { AssignmentStatus } from '../../../../shared/human-task/status.ts';
import { isJsonObject } from '../../../../shared/json-object.ts';
import type { Json, JsonObject } from '../../../../shared/json.ts';
import { TransportError } from '../transport-error.ts';

export type Document = NonNullable<FeedEntry['task']>;

/** The portal tells a task in words that this version does not know. */
export class UnreadableTask extends TransportError {
  constructor(cause: unknown) {
    super('SERVER_UNREACHABLE', {
      message: 'A task of the portal cannot be read.',
      cause,
      uncertain: true,
    });
  }
}

const schema = FeedEntry.shape.task.unwrap();

/** What light-portal's page has not, and what is assumed of an ask that does not say. */
const missing: JsonObject = {
  wfInstanceId: '',
  wfTaskId: '',
  claimedBy: null,
  claimedTs: null,
  claimExpiresTs: null,
  deadlineTs: null,
  categoryCode: null,
  reasonCode: null,
  contextSummary: {},
  context: null,
  isOverride: false,
  canReassign: false,
  canAssignToMe: false,
  assigneeName: null,
  claimedByName: null,
  roleId: null,
  roleName: null,
  assignments: [],
  previousTasks: [],
  processInput: null,
  answer: null,
  completedTs: null,
  completedUser: null,
  unassignedReason: null,
  resumeFailed: false,
  unread: false,
};
const missingInAsk: JsonObject = {
  mode: 'text',
  options: [],
  required: true,
  allowComment: false,
  commentRequired: false,
  risk: 'low',
  sensitive: false,
};

/** A task of light-portal as one of ours. @throws UnreadableTask for what is none */
export function documentOf(task: JsonObject): Document {
  const ask = askOf(task['ask'] ?? null);
  const workflow = isJsonObject(task['workflow']) ? task['workflow'] : {};
  const title = text(task['title']) ?? firstLine(ask['prompt']);
  const parsed = schema.safeParse({
    ...missing,
    ...task,
    ...abilities(task),
    ask,
    title,
    workflowTitle: text(task['workflowTitle']) ?? text(workflow['name']) ?? '',
    roleId:
      text(task['roleId']) ?? (task['assignmentType'] === 'role' ? (task['assignmentId'] ?? null) : null),
    roleName:
      text(task['roleName']) ??
      (task['assignmentType'] === 'role' ? (task['assignmentLabel'] ?? null) : null),
    // A newer generation of light-portal has more of them; to a person they all mean that it is not theirs to act on now.
    assignmentStatusCode: AssignmentStatus.safeParse(task['assignmentStatusCode']).success
      ? task['assignmentStatusCode']
      : 'CANCELLED',
  });
  if (!parsed.success) throw new UnreadableTask(parsed.error);
  return parsed.data;
}

function abilities(task: JsonObject): JsonObject {
  const canComplete = task['canComplete'] === true;
  return {
    canComplete,
    canClaim: task['canClaim'] === true,
    canRelease: task['canRelease'] === true,
    readOnly: !canComplete,
  };
}

/** Options may be plain strings there, and comments are allowed by default where a decision is made. */
function askOf(given: Json): JsonObject {
  const ask = { ...missingInAsk, ...(isJsonObject(given) ? given : {}) };
  const options = Array.isArray(ask['options']) ? ask['options'] : [];
  const decides = ask['mode'] === 'approval' || ask['mode'] === 'confirm';
  const saysSo = isJsonObject(given) && typeof given['allowComment'] === 'boolean';
  return {
    ...ask,
    allowComment: saysSo ? (ask['allowComment'] ?? false) : decides,
    options: options.map((option) =>
      isJsonObject(option)
        ? option
        : { label: typeof option === 'string' ? option : JSON.stringify(option), value: option },
    ),
  };
}

function text(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function firstLine(prompt: Json | undefined): string {
  return (text(prompt) ?? '').split('\n', 1)[0] ?? '';
}
