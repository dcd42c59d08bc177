import { dryRun } from '../../engine/dry-run.ts';
import type { Host } from '../../engine/host.ts';
import { timestamp } from '../../shared/clock.ts';
import type { OutcomeStep } from '../../shared/contract/human-tasks.ts';
import type { Ask, AskOption } from '../../shared/human-task/ask.ts';
import { defaultFields, fieldsOf, takesFields } from '../../shared/human-task/fields.ts';
import { humanize, titleFromPrompt } from '../../shared/human-task/title.ts';
import type { Definition } from '../../engine/definition/definition.ts';
import type { TaskInstance, ProcessState, TaskPath } from '../../engine/process-state.ts';
import type { TaskRow } from '../processes/task-row.ts';

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
export async function outcomesOf(
  ask: Ask,
  path: TaskPath,
  state: ProcessState,
  definition: Definition,
  engine: Host,
): Promise<Outcome[]> {
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

/** Whether the options of a task that waits can be compared. */
export function comparableAsk({ statusCode, instance: { ask } }: TaskRow): Ask | null {
  return statusCode === 'W' && ask !== null && isComparable(ask) ? ask : null;
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
