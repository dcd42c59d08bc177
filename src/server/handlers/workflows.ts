import { commandOf } from '../../service/idempotency.ts';
import { workflowReference } from '../../service/workflow-reference.ts';
import { describeSchedule } from '../../service/workflows/describe-schedule.ts';
import { parseNewDefinition } from '../../service/workflows/parse-new-definition.ts';
import { findSample, readSamples } from '../../service/workflows/samples.ts';
import type { ScheduleRow } from '../../service/workflows/schedule-row.ts';
import type { WorkflowHead } from '../../service/workflows/workflow-row.ts';
import { timestamp } from '../../shared/clock.ts';
import type { WorkflowSummary } from '../../shared/contract/workflows.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { ServerCaller } from '../caller.ts';
import type { Definitions } from '../host/definitions.ts';
import { startProcess } from '../processes/start-process.ts';
import type { ServerParts } from '../server-parts.ts';
import { once } from '../store/commands.ts';
import type { Reader } from '../store/database.ts';
import { scheduleOf, schedulesOf } from '../store/schedules.ts';
import { countProcessesOf, findWorkflow, findWorkflowHead, listWorkflows } from '../store/workflows.ts';
import { addWorkflow, switchScheduleOf } from '../workflows/add-workflow.ts';
import { mustOperate, type Base } from './base.ts';

export function workflowHandlers(base: Base, parts: ServerParts) {
  const { db, clock, ids, engine, samplesFolder } = parts;
  const { definitions } = engine.interpreter;
  const time = () => ({ now: clock.now(), timeZone: engine.interpreter.timeZone() });
  const add = async ({ hostId }: ServerCaller, source: string) => {
    const workflow = await addWorkflow(db, hostId, source, { id: ids.next(), ...time() });
    // It may start by a schedule.
    engine.nudge();
    return workflow;
  };
  const summary = ({ hostId }: ServerCaller, wfDefId: string) =>
    db.read(hostId, (reader) => describeWorkflow(reader, definitions, wfDefId));
  return {
    add: base.workflows.add.handler(async ({ input, context }) =>
      summary(context, (await add(context, input.source)).id),
    ),
    list: base.workflows.list.handler(({ context }) =>
      db.read(context.hostId, (reader) => describeWorkflows(reader, definitions)),
    ),
    get: base.workflows.get.handler(({ input, context }) =>
      db.read(context.hostId, async (reader) => {
        const workflow = await findWorkflow(reader, input.wfDefId);
        if (workflow === null) throw new CountersignError('WORKFLOW_NOT_FOUND');
        return {
          ...(await describeWorkflow(reader, definitions, workflow.id)),
          source: workflow.source,
        };
      }),
    ),
    setSchedule: base.workflows.setSchedule.handler(async ({ input, context }) => {
      mustOperate(context);
      const { wfDefId, enabled } = input;
      const command = commandOf(context.actor.userId, 'setSchedule', input);
      await db.write(context.hostId, async (tx) => {
        const at = time();
        await once(tx, command, at.now, async () => {
          const definition = await definitions.get(tx, wfDefId);
          await switchScheduleOf(tx, wfDefId, definition, enabled, at);
          return wfDefId;
        });
      });
      engine.nudge();
      return summary(context, wfDefId);
    }),
    validate: base.workflows.validate.handler(({ input }) => {
      const parsed = parseNewDefinition(input.source);
      return { problems: parsed.ok ? [] : [...parsed.problems] };
    }),
    samples: base.workflows.samples.handler(() => ({
      samples: readSamples(samplesFolder).map(({ id, title, summary: text, input }) => ({
        id,
        title,
        summary: text,
        input,
      })),
    })),
    runSample: base.workflows.runSample.handler(async ({ input, context }) => {
      const sample = findSample(samplesFolder, input.id);
      const { id } = await add(context, sample.source);
      const request = {
        workflow: `sample:${input.id}`,
        input: sample.input,
        idempotencyKey: input.idempotencyKey ?? null,
      };
      return { processId: await startProcess(parts, context, request, async () => id) };
    }),
  };
}

async function describeWorkflows(
  reader: Reader,
  definitions: Definitions,
): Promise<{ workflows: WorkflowSummary[] }> {
  const rows = await listWorkflows(reader);
  const schedules = await schedulesOf(
    reader,
    rows.map(({ id }) => id),
  );
  const workflows: WorkflowSummary[] = [];
  for (const row of rows) {
    workflows.push(
      await summarize(reader, definitions, row, row.processCount, schedules.get(row.id) ?? null),
    );
  }
  return { workflows };
}

/** @throws CountersignError WORKFLOW_NOT_FOUND */
async function describeWorkflow(
  reader: Reader,
  definitions: Definitions,
  id: string,
): Promise<WorkflowSummary> {
  const workflow = await findWorkflowHead(reader, id);
  if (workflow === null) throw new CountersignError('WORKFLOW_NOT_FOUND');
  const processCount = await countProcessesOf(reader, id);
  return summarize(reader, definitions, workflow, processCount, await scheduleOf(reader, id));
}

async function summarize(
  reader: Reader,
  definitions: Definitions,
  workflow: WorkflowHead,
  processCount: number,
  row: ScheduleRow | null,
): Promise<WorkflowSummary> {
  const schedule = row === null ? undefined : (await definitions.get(reader, workflow.id)).schedule;
  return {
    ...workflowReference(workflow),
    title: workflow.title,
    summary: workflow.summary,
    digest: workflow.digest,
    addedTs: timestamp(workflow.addedAt),
    processCount,
    schedule: row === null || schedule === undefined ? null : describeSchedule(schedule, row),
  };
}
