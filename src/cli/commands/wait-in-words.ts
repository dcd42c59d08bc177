import { assertNever } from '../../shared/assert-never.ts';
import type { Wait } from '../../shared/contract/wait.ts';
import { localTime, shortId } from '../format.ts';

/** Why a task is not moving, since when, and what ends it, on one line. */
export function waitInWords(wait: Wait): string {
  return `${reason(wait)}, since ${localTime(wait.sinceTs)}`;
}

function reason(wait: Wait): string {
  switch (wait.kind) {
    case 'approval':
      return (
        `waits for ${wait.assignees.join(', ')}` +
        (wait.deadlineTs === null ? '' : ` until ${localTime(wait.deadlineTs)}`)
      );
    case 'timer':
      return `waits until ${localTime(wait.untilTs)}`;
    case 'retry':
      return (
        `tries again at ${localTime(wait.untilTs)} (attempt ${wait.attempt}) after: ` +
        (wait.error.detail ?? wait.error.title ?? wait.error.type)
      );
    case 'event':
      return `waits for an event: ${wait.filters.length === 0 ? 'any' : wait.filters.join('; ')}`;
    case 'child':
      return (
        `waits for the process ${wait.workflow.namespace}/${wait.workflow.name}` +
        (wait.processId === null ? '' : ` (${shortId(wait.processId)})`)
      );
    case 'runtime':
      return `runs ${wait.what}` + ((wait.attempts ?? 1) > 1 ? `, begun ${wait.attempts} times` : '');
    default:
      return assertNever(wait);
  }
}
