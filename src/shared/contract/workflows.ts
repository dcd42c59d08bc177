import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { DefinitionProblem } from '../errors.ts';
import { Json } from '../json.ts';
import { IdempotencyKey, procedure, WorkflowReference } from './base.ts';

/** What starts processes of a workflow by itself. */
export const WorkflowSchedule = z.object({
  kind: z.enum(['every', 'cron', 'after', 'on']),
  /** In words, to stand after "starts": `every 15 minutes`, `by the clock: 0 9 * * 1`, `on com.example.order`. */
  expression: z.string(),
  /** Null: no time is set, because an event or the end of a run decides, or because it is switched off. */
  nextRunTs: Timestamp.nullable(),
  enabled: z.boolean(),
});
export type WorkflowSchedule = z.infer<typeof WorkflowSchedule>;

export const WorkflowSummary = WorkflowReference.extend({
  title: z.string(),
  summary: z.string(),
  digest: z.string(),
  addedTs: Timestamp,
  processCount: z.number().int(),
  /** Null: it is started by hand, or a newer version has the schedule. */
  schedule: WorkflowSchedule.nullable(),
});
export type WorkflowSummary = z.infer<typeof WorkflowSummary>;

export const Sample = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  input: Json,
});
export type Sample = z.infer<typeof Sample>;

const addWorkflow = procedure
  .route({ method: 'POST', path: '/workflows', summary: 'Add a workflow file (YAML or JSON)' })
  .input(z.object({ source: z.string().max(1_000_000) }))
  .output(WorkflowSummary);

const listWorkflows = procedure
  .route({ method: 'GET', path: '/workflows', summary: 'All workflows, the newest version of each first' })
  .output(z.object({ workflows: z.array(WorkflowSummary) }));

const getWorkflow = procedure
  .route({ method: 'GET', path: '/workflows/{wfDefId}', summary: 'One workflow with its text' })
  .input(z.object({ wfDefId: z.uuid() }))
  .output(WorkflowSummary.extend({ source: z.string() }));

const setSchedule = procedure
  .route({
    method: 'POST',
    path: '/workflows/{wfDefId}/schedule',
    summary: 'Switch the schedule of a workflow on or off',
  })
  .input(z.object({ wfDefId: z.uuid(), enabled: z.boolean(), idempotencyKey: IdempotencyKey }))
  .output(WorkflowSummary);

const validateWorkflow = procedure
  .route({
    method: 'POST',
    path: '/workflows/validate',
    summary: 'Everything that is wrong with a workflow file; nothing is added',
  })
  .input(z.object({ source: z.string().max(1_000_000) }))
  .output(z.object({ problems: z.array(DefinitionProblem) }));

const listSamples = procedure
  .route({ method: 'GET', path: '/samples', summary: 'The workflows that come with the app' })
  .output(z.object({ samples: z.array(Sample) }));

const runSample = procedure
  .route({
    method: 'POST',
    path: '/samples/{id}/run',
    summary: 'Add a sample and start it with its own input',
  })
  .input(z.object({ id: z.string(), idempotencyKey: IdempotencyKey }))
  .output(z.object({ processId: z.uuid() }));

export const workflows = {
  add: addWorkflow,
  list: listWorkflows,
  get: getWorkflow,
  setSchedule,
  validate: validateWorkflow,
  samples: listSamples,
  runSample,
};
