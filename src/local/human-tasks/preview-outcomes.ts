import { dryRun } from '../../engine/dry-run.ts';
import type { Host } from '../../engine/host.ts';
import type { TaskInstance } from '../../engine/process-state.ts';
import { timestamp } from '../../shared/clock.ts';
import type { OutcomeStep } from '../../shared/contract/human-tasks.ts';
import type { Ask, AskOption } from '../../shared/human-task/ask.ts';
import { defaultFields, fieldsOf, takesFields } from '../../shared/human-task/fields.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { humanize, titleFromPrompt } from '../../shared/human-task/title.ts';
import type { Definitions } from '../host/definitions.ts';
import { loadState } from '../host/load-state.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findProcess } from '../store/processes.ts';
import { loadAssignment } from './load-assignment.ts';
import type { AssignmentQuestion } from '../../service/human-tasks/visible-assignment.ts';

export interface Outcome {
  readonly value: AskOption['value'];
  readonly label: string;
  readonly steps: OutcomeStep[];
}

/** Few options are compared side by side; with many, the list itself says enough. */
const mostCompared = 4;
const longestOutcome = 6;

/**
 * What each option would lead to, up to where the process waits again or ends; with the fields beside it as they are filled in at
 * first. Runs on a copy; nothing is recorded.
 */
export async function previewOutcomes(
  db: ReadableDatabase,
  hostId: string,
  engine: Host,
  definitions: Definitions,
  actor: Actor,
  question: AssignmentQuestion,
): Promise<Outcome[]> {
  const { task } = loadAssignment(db, hostId, actor, question);
  const process = findProcess(db, task.processId);
  const { ask, path } = task.instance;
  if (ask === null || process === null || task.statusCode !== 'W' || !isComparable(ask)) return [];
  const state = loadState(db, process);
  const definition = definitions.get(process.workflowId);
  const submittedAt = timestamp(engine.clock.now());
  return Promise.all(
    ask.options.map(async ({ value, label }) => {
      const fields = fieldsOf(ask, {
        value,
        fields: takesFields(ask, value) ? defaultFields(ask) : undefined,
      });
      const answer = { value, submittedAt, ...(fields === undefined ? {} : { fields }) };
      const run = await dryRun(definition, state, { answers: new Map([[path, answer]]) }, engine);
      const steps = run.tasks.filter((instance) => instance.path !== path).flatMap(step);
      return { value, label, steps: [...steps.slice(0, longestOutcome), end(run)] };
    }),
  );
}

function isComparable(ask: Ask): boolean {
  return ask.mode !== 'multiChoice' && ask.options.length > 0 && ask.options.length <= mostCompared;
}

/** Choosing the branch is no effect of its own, and a task list is shown by its tasks. */
function step(instance: TaskInstance): OutcomeStep[] {
  const { kind } = instance;
  if (kind === 'do' || kind === 'switch' || instance.status === 'skipped') return [];
  const own = instance.title ?? (instance.ask === null ? null : titleFromPrompt(instance.ask.prompt));
  return [{ kind, title: own ?? humanize(instance.name) }];
}

function end(run: Awaited<ReturnType<typeof dryRun>>): OutcomeStep {
  switch (run.status) {
    case 'completed':
      return { kind: 'completes', title: 'Process completes' };
    case 'faulted':
      return { kind: 'faults', title: run.error?.title ?? run.error?.detail ?? 'Process fails' };
    case 'cancelled':
      return { kind: 'faults', title: 'Process is cancelled' };
    case 'active':
    case 'waiting':
      return { kind: 'waits', title: 'Process stays open' };
  }
}
