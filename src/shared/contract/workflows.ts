import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { Json } from '../json.ts';
import { procedure, WorkflowReference } from './base.ts';

export const WorkflowSummary = WorkflowReference.extend({
  title: z.string(),
  summary: z.string(),
  digest: z.string(),
  addedTs: Timestamp,
  processCount: z.number().int(),
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

const listSamples = procedure
  .route({ method: 'GET', path: '/samples', summary: 'The workflows that come with the app' })
  .output(z.object({ samples: z.array(Sample) }));

const runSample = procedure
  .route({
    method: 'POST',
    path: '/samples/{id}/run',
    summary: 'Add a sample and start it with its own input',
  })
  .input(z.object({ id: z.string(), idempotencyKey: z.string().min(1).max(200).optional() }))
  .output(z.object({ processId: z.uuid() }));

export const workflows = {
  add: addWorkflow,
  list: listWorkflows,
  get: getWorkflow,
  samples: listSamples,
  runSample,
};
