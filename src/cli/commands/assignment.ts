import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { localTime, oneLine, printable, table } from '../format.ts';
import { UsageError } from '../report-failure.ts';
import { findTask } from './find-task.ts';

interface AssignmentFlags {
  readonly json?: boolean;
}

export async function claimTask(
  api: Api,
  environment: Environment,
  flags: AssignmentFlags & { readonly minutes: number },
  id: string,
): Promise<ExitCode> {
  const { taskAsstId, title } = await findTask(api, id);
  const idempotencyKey = environment.ids.next();
  const claimed = await api.humanTasks.claim({ taskAsstId, minutes: flags.minutes, idempotencyKey });
  return say(environment, flags, claimed, `Yours until ${localTime(claimed.claimExpiresTs)}: ${title}`);
}

export async function releaseTask(
  api: Api,
  environment: Environment,
  flags: AssignmentFlags,
  id: string,
): Promise<ExitCode> {
  const { taskAsstId, title } = await findTask(api, id);
  const released = await api.humanTasks.release({ taskAsstId, idempotencyKey: environment.ids.next() });
  return say(environment, flags, released, `Given back: ${title}`);
}

export async function assignTask(
  api: Api,
  environment: Environment,
  flags: AssignmentFlags,
  id: string,
): Promise<ExitCode> {
  const { taskId, title } = await findTask(api, id);
  const assigned = await api.humanTasks.assignToMe({ taskId, idempotencyKey: environment.ids.next() });
  return say(environment, flags, assigned, `Assigned to you: ${title}`);
}

export async function reassignTask(
  api: Api,
  environment: Environment,
  flags: AssignmentFlags & { readonly to?: string; readonly toRole?: string; readonly reason?: string },
  id: string,
): Promise<ExitCode> {
  const to = newAudience(flags);
  const { reason } = flags;
  const { taskAsstId, title } = await findTask(api, id);
  const reassigned = await api.humanTasks.reassign({
    taskAsstId,
    to,
    ...(reason === undefined ? {} : { reason }),
    idempotencyKey: environment.ids.next(),
  });
  const names = reassigned.assignments.map((place) => place.assigneeName ?? 'nobody yet');
  return say(environment, flags, reassigned, `Now asked: ${names.join(', ')}: ${title}`);
}

export async function showHistory(
  api: Api,
  environment: Environment,
  flags: AssignmentFlags,
  id: string,
): Promise<ExitCode> {
  const { taskAsstId } = await findTask(api, id);
  const history = await api.humanTasks.history({ taskAsstId });
  const rows = history.transitions.map(
    ({ at, status, actor, actingAs, effectiveUser, source, reason, note }) => [
      localTime(at),
      status,
      oneLine(effectiveUser ?? 'nobody'),
      `by ${oneLine(actor)}${actingAs === null ? '' : ` as ${oneLine(actingAs)}`} (${source})`,
      oneLine([reason, note].filter((part) => part !== null).join(': ')),
    ],
  );
  return say(environment, flags, history, table(rows));
}

export async function retryTask(
  api: Api,
  environment: Environment,
  flags: AssignmentFlags,
  taskId: string,
): Promise<ExitCode> {
  const process = await api.processes.retryTask({ taskId, idempotencyKey: environment.ids.next() });
  return say(environment, flags, process, `Trying again: ${process.title}`);
}

function newAudience({
  to: userId,
  toRole: roleId,
}: {
  readonly to?: string;
  readonly toRole?: string;
}): { userId: string } | { roleId: string } {
  if (userId !== undefined && roleId === undefined) return { userId };
  if (roleId !== undefined && userId === undefined) return { roleId };
  throw new UsageError('Say whom to ask: --to <user> or --to-role <role>.');
}

/** The answer as JSON, or in words. */
function say(environment: Environment, flags: AssignmentFlags, answer: object, words: string): ExitCode {
  environment.print(flags.json === true ? JSON.stringify(answer) : printable(words));
  return exit.ok;
}
