import type { z } from 'zod';
import { dryRun, type DryRun } from '../../engine/dry-run.ts';
import {
  describeDryRun,
  fromItsStart,
  suppliedTo,
  type DryRunOutcome,
} from '../../service/processes/dry-run.ts';
import type { DryRunRequest } from '../../shared/contract/dry-run.ts';
import { CountersignError } from '../../shared/errors.ts';
import { createEnginePort } from '../host/engine-port.ts';
import type { InterpreterParts } from '../host/host-parts.ts';
import { withWhatIsMissing } from '../host/missing.ts';
import { rehearse } from '../host/rehearse.ts';
import type { ServerParts } from '../server-parts.ts';
import { lastPosition } from '../store/events.ts';
import { findWorkflowByReference } from '../workflows/find-workflow.ts';

/**
 * What would run with these answers and results: of a workflow from its start, or of a process from where it stands. Touches
 * nothing: a task for which nothing is supplied waits.
 * @throws CountersignError WORKFLOW_NOT_FOUND, PROCESS_NOT_FOUND, INVALID_REQUEST
 */
export async function dryRunProcess(
  { engine, clock, ids }: Pick<ServerParts, 'engine' | 'clock' | 'ids'>,
  hostId: string,
  request: z.infer<typeof DryRunRequest>,
): Promise<DryRunOutcome> {
  const { interpreter } = engine;
  const given = suppliedTo(request, clock.now());
  const { workflow, processId } = request;
  if (workflow !== undefined) {
    return describeDryRun(await fromStart(interpreter, hostId, workflow, request.input, ids.next(), given));
  }
  const run = await rehearse(interpreter, hostId, processId ?? '', ({ definition, state, port }) =>
    dryRun(definition, state, given, port),
  );
  if (run === null) throw new CountersignError('PROCESS_NOT_FOUND');
  return describeDryRun(run);
}

async function fromStart(
  interpreter: InterpreterParts,
  hostId: string,
  workflow: string,
  input: z.infer<typeof DryRunRequest>['input'],
  id: string,
  given: Parameters<typeof dryRun>[2],
): Promise<DryRun> {
  const { db, clock, definitions } = interpreter;
  const { definition, eventsFrom } = await db.read(hostId, async (reader) => {
    const found = await findWorkflowByReference(reader, workflow);
    return {
      definition: await definitions.get(reader, found.id),
      eventsFrom: await lastPosition(reader),
    };
  });
  const state = fromItsStart(id, clock.now(), input === undefined ? {} : input, eventsFrom);
  const port = createEnginePort(interpreter);
  return withWhatIsMissing(db, hostId, () => dryRun(definition, state, given, port));
}
