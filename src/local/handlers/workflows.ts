import { timestamp } from '../../shared/clock.ts';
import type { WorkflowSummary } from '../../shared/contract/workflows.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { LocalAccountParts } from '../account-parts.ts';
import { commandOf } from '../../service/idempotency.ts';
import { once } from '../store/commands.ts';
import { countProcessesOf, findWorkflow, listWorkflows } from '../store/workflows.ts';
import { scheduleOf } from '../store/schedules.ts';
import { addWorkflow } from '../workflows/add-workflow.ts';
import { describeSchedule } from '../../service/workflows/describe-schedule.ts';
import { parseNewDefinition } from '../../service/workflows/parse-new-definition.ts';
import { findSample, readSamples } from '../../service/workflows/samples.ts';
import type { ScheduleTime } from '../../service/workflows/new-workflow.ts';
import { switchScheduleOf } from '../workflows/schedule-workflow.ts';
import { mustOperate, type Base } from './base.ts';
import { start } from './processes.ts';
import { workflowReference } from '../../service/workflow-reference.ts';
import type { WorkflowHead } from '../../service/workflows/workflow-row.ts';

export function workflowHandlers(base: Base, parts: LocalAccountParts) {
  const { db, changes } = parts;
  const add = (source: string) => {
    const { workflow, added } = addWorkflow(db, source, { id: parts.ids.next(), ...scheduleTime(parts) });
    if (added) {
      changes.publish({ topics: ['workflows'] });
      // It may start by a schedule.
      parts.host.nudge();
    }
    return workflow;
  };
  return {
    add: base.workflows.add.handler(({ input }) => {
      const workflow = add(input.source);
      return summarize(parts, workflow, countProcessesOf(db, workflow.id));
    }),
    list: base.workflows.list.handler(() => ({
      workflows: listWorkflows(db).map((row) => summarize(parts, row, row.processCount)),
    })),
    get: base.workflows.get.handler(({ input }) => {
      const workflow = findWorkflow(db, input.wfDefId);
      if (workflow === null) throw new CountersignError('WORKFLOW_NOT_FOUND');
      return { ...summarize(parts, workflow, countProcessesOf(db, workflow.id)), source: workflow.source };
    }),
    setSchedule: base.workflows.setSchedule.handler(async ({ input, context }) => {
      mustOperate(context);
      const { wfDefId, enabled } = input;
      const workflow = findWorkflow(db, wfDefId);
      if (workflow === null) throw new CountersignError('WORKFLOW_NOT_FOUND');
      const definition = parts.definitions.get(wfDefId);
      const time = scheduleTime(parts);
      const command = commandOf(context.actor.userId, 'setSchedule', input);
      await parts.writer.write(() =>
        once(db, command, time.now, () => {
          switchScheduleOf(db, wfDefId, definition, enabled, time);
          return wfDefId;
        }),
      );
      changes.publish({ topics: ['workflows'] });
      parts.host.nudge();
      return summarize(parts, workflow, countProcessesOf(db, wfDefId));
    }),
    validate: base.workflows.validate.handler(({ input }) => {
      const parsed = parseNewDefinition(input.source);
      return { problems: parsed.ok ? [] : [...parsed.problems] };
    }),
    samples: base.workflows.samples.handler(() => ({
      samples: readSamples(parts.samplesFolder).map(({ id, title, summary, input }) => ({
        id,
        title,
        summary,
        input,
      })),
    })),
    runSample: base.workflows.runSample.handler(async ({ input, context }) => {
      const sample = findSample(parts.samplesFolder, input.id);
      const workflowId = add(sample.source).id;
      const request = {
        workflow: `sample:${input.id}`,
        input: sample.input,
        actor: context.actor.userId,
        idempotencyKey: input.idempotencyKey ?? null,
      };
      return { processId: await start(parts, request, () => workflowId) };
    }),
  };
}

function summarize(parts: LocalAccountParts, workflow: WorkflowHead, processCount: number): WorkflowSummary {
  return {
    ...workflowReference(workflow),
    title: workflow.title,
    summary: workflow.summary,
    digest: workflow.digest,
    addedTs: timestamp(workflow.addedAt),
    processCount,
    schedule: scheduleSummary(parts, workflow),
  };
}

function scheduleSummary(
  { db, definitions }: LocalAccountParts,
  { id }: WorkflowHead,
): WorkflowSummary['schedule'] {
  const row = scheduleOf(db, id);
  const schedule = row === null ? undefined : definitions.get(id).schedule;
  return row === null || schedule === undefined ? null : describeSchedule(schedule, row);
}

function scheduleTime({ clock, timeZone }: LocalAccountParts): ScheduleTime {
  return { now: clock.now(), timeZone: timeZone() };
}
