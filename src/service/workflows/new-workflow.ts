import { createHash } from 'node:crypto';
import type { Definition } from '../../engine/definition/parse-definition.ts';
import { nextRun } from '../../engine/schedule.ts';
import { eventTypesOf } from '../../engine/tasks/event-filter-plan.ts';
import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import { humanize } from '../../shared/human-task/title.ts';
import { compareVersions } from './compare-versions.ts';
import { parseNewDefinition } from './parse-new-definition.ts';
import type { ScheduleRow } from './schedule-row.ts';
import type { WorkflowHead, WorkflowRow } from './workflow-row.ts';

export interface ScheduleTime {
  readonly now: Instant;
  /** The IANA name of the machine's time zone. */
  readonly timeZone: string;
}

/** A workflow file as it would be added. @throws CountersignError WORKFLOW_INVALID with every problem */
export function readNewWorkflow(
  source: string,
  fresh: { readonly id: string; readonly now: Instant },
): { workflow: WorkflowRow; definition: Definition } {
  const parsed = parseNewDefinition(source);
  if (!parsed.ok) {
    throw new CountersignError('WORKFLOW_INVALID', { details: { problems: parsed.problems } });
  }
  const { definition } = parsed;
  const { namespace, name, version, title, summary } = definition.document;
  const workflow: WorkflowRow = {
    id: fresh.id,
    namespace,
    name,
    version,
    title: title ?? humanize(name),
    summary: summary ?? '',
    digest: createHash('sha256').update(source).digest('hex'),
    source,
    addedAt: fresh.now,
  };
  return { workflow, definition };
}

/**
 * The same workflow among all of its name, where it is there already.
 * @throws CountersignError WORKFLOW_EXISTS: with another text
 */
export function sameWorkflow<T extends WorkflowHead>(named: readonly T[], workflow: WorkflowRow): T | null {
  const { namespace, name, version, digest } = workflow;
  const known = named.find((candidate) => candidate.namespace === namespace && candidate.version === version);
  if (known === undefined) return null;
  if (known.digest === digest) return known;
  throw new CountersignError('WORKFLOW_EXISTS', {
    message: `${namespace}/${name}@${version} exists with another text`,
  });
}

/** Whether a workflow is the newest version of its name, and so the one that starts by itself. */
export function isNewest(named: readonly WorkflowHead[], { namespace, version }: WorkflowHead): boolean {
  return named.every(
    (other) => other.namespace !== namespace || compareVersions(other.version, version) <= 0,
  );
}

/** The schedule of a workflow as it begins. `types`: of the events that may matter to it, null: any may; undefined: none. */
export function newSchedule(
  { id, namespace, name }: WorkflowHead,
  schedule: NonNullable<Definition['schedule']>,
  eventsFrom: number,
  { now, timeZone }: ScheduleTime,
): {
  row: Omit<ScheduleRow, 'enabled' | 'progress'>;
  types: readonly string[] | null | undefined;
} {
  return {
    row: {
      namespace,
      name,
      workflowId: id,
      nextAt: nextRun(schedule, { after: now, timeZone }),
      eventsFrom,
    },
    types: schedule.on === undefined ? undefined : eventTypesOf(schedule.on),
  };
}
