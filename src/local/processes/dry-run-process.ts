import type { z } from 'zod';
import { dryRun } from '../../engine/dry-run.ts';
import type { Host } from '../../engine/host.ts';
import type { ProcessState } from '../../engine/process-state.ts';
import {
  describeDryRun,
  fromItsStart,
  suppliedTo,
  type DryRunOutcome,
} from '../../service/processes/dry-run.ts';
import type { DryRunRequest } from '../../shared/contract/dry-run.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Ids } from '../../shared/ids.ts';
import type { Definitions } from '../host/definitions.ts';
import { loadState } from '../host/load-state.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { lastPosition } from '../store/events.ts';
import { findProcess } from '../store/processes.ts';
import { findWorkflowByReference } from '../workflows/find-workflow.ts';

/**
 * What would run with these answers and results: of a workflow from its start, or of a process from where it stands. Touches
 * nothing: a task for which nothing is supplied waits.
 * @throws CountersignError WORKFLOW_NOT_FOUND, PROCESS_NOT_FOUND, INVALID_REQUEST
 */
export async function dryRunProcess(
  {
    db,
    engine,
    definitions,
    ids,
  }: { db: ReadableDatabase; engine: Host; definitions: Definitions; ids: Ids },
  request: z.infer<typeof DryRunRequest>,
): Promise<DryRunOutcome> {
  const { workflowId, state } = standing(db, engine, ids, request);
  const given = suppliedTo(request, engine.clock.now());
  const run = await dryRun(definitions.get(workflowId), state, given, engine);
  return describeDryRun(run);
}

function standing(
  db: ReadableDatabase,
  engine: Host,
  ids: Ids,
  { workflow, processId, input }: z.infer<typeof DryRunRequest>,
): { workflowId: string; state: ProcessState } {
  if (workflow !== undefined) {
    const workflowId = findWorkflowByReference(db, workflow).id;
    const given = input === undefined ? {} : input;
    return { workflowId, state: fromItsStart(ids.next(), engine.clock.now(), given, lastPosition(db)) };
  }
  const process = findProcess(db, processId ?? '');
  if (process === null) throw new CountersignError('PROCESS_NOT_FOUND');
  return { workflowId: process.workflowId, state: loadState(db, process) };
}
