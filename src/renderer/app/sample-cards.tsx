import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ProcessDetail } from '../../shared/contract/processes.ts';
import type { Sample } from '../../shared/contract/workflows.ts';
import { strings } from '../strings.ts';
import { announce } from '../ui/announcer.tsx';
import { pause } from '../ui/pause.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { api, client } from './api.ts';
import { intents } from './intents.ts';
import classes from './sample-cards.module.css';
import { goTo } from './use-place.ts';

/** The workflows that come with the app: one click adds one, starts it, and shows the task it asks. */
export function SampleCards({ heading }: { readonly heading: string }) {
  const samples = useQuery(api.workflows.samples.queryOptions()).data?.samples ?? [];
  const run = useMutation({
    mutationFn: async (sample: Sample) => {
      const { id } = sample;
      const idempotencyKey = intents.keyFor(`sample ${id}`, sample.input);
      const { processId } = await client.workflows.runSample({ id, idempotencyKey });
      return { sample, process: await untilItStands(processId) };
    },
    onSuccess: ({ sample, process }) => {
      intents.done(`sample ${sample.id}`);
      announce(strings.samples.started(sample.title));
      const asked = process.tasks.find((task) => task.statusCode === 'W' && task.taskAsstId !== null);
      if (asked === undefined) goTo({ kind: 'processes', processId: process.processId });
      else goTo({ kind: 'tasks', view: 'inbox', taskAsstId: asked.taskAsstId });
    },
  });
  if (samples.length === 0) return null;
  return (
    <section aria-label={strings.samples.heading}>
      <h2 className={classes.heading}>{heading}</h2>
      <ul className={classes.cards}>
        {samples.map((sample) => (
          <li key={sample.id}>
            <button
              type="button"
              className={classes.card}
              aria-label={strings.samples.run(sample.title)}
              disabled={run.isPending}
              onClick={() => run.mutate(sample)}
            >
              <span className={classes.icon}>
                <IconPlayerPlay size={15} stroke={1.75} aria-hidden />
              </span>
              <span className={classes.title}>{sample.title}</span>
              <span className={classes.summary}>
                {run.isPending && run.variables.id === sample.id ? strings.samples.running : sample.summary}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {run.isError && <ProblemNotice error={run.error} />}
    </section>
  );
}

const looks = 20;
const lookEvery = 100;

/** The process once it waits or has ended: its first steps take a moment, and its first question is what one wants to see. */
async function untilItStands(processId: string): Promise<ProcessDetail> {
  for (let look = 1; ; look += 1) {
    const process = await client.processes.get({ processId });
    if (process.statusCode !== 'A' || look === looks) return process;
    await pause(lookEvery);
  }
}
