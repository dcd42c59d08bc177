import { useQuery } from '@tanstack/react-query';
import type { HumanTask, OutcomeStep } from '../../../shared/contract/human-tasks.ts';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { outcomeIcons } from '../../ui/task-icons.tsx';
import classes from './outcomes.module.css';
import { sharedSteps } from './shared-steps.ts';

/** What each answer would lead to, by a dry run of the workflow, or all of them; nothing where that cannot be said. */
export function Outcomes({ task }: { readonly task: HumanTask }) {
  const query = useQuery(api.humanTasks.outcomes.queryOptions({ input: { taskAsstId: task.taskAsstId } }));
  const outcomes = (query.data?.outcomes ?? []).filter((outcome) => outcome.steps.length > 0);
  if (outcomes.length === 0) return null;
  const ofAll = outcomes.length === task.ask.options.length ? sharedSteps(outcomes) : null;
  return (
    <section className={classes.outcomes} aria-label={strings.task.outcomes}>
      {ofAll === null ? (
        outcomes.map(({ value, label, steps }) => (
          <Card key={String(value)} heading={heading(task, label)} steps={steps} />
        ))
      ) : (
        <Card heading={strings.task.whatever} steps={ofAll} />
      )}
    </section>
  );
}

function Card(props: { readonly heading: string; readonly steps: readonly OutcomeStep[] }) {
  return (
    <div className={classes.card}>
      <h3 className={classes.heading}>{props.heading}</h3>
      <ul className={classes.steps}>
        {props.steps.map((step, index) => (
          <Step key={index} step={step} />
        ))}
      </ul>
    </div>
  );
}

function Step({ step }: { readonly step: OutcomeStep }) {
  const Icon = outcomeIcons[step.kind];
  return (
    <li className={classes.step} data-kind={step.kind} title={strings.outcomeKinds[step.kind]}>
      <Icon size={15} stroke={1.6} aria-hidden />
      <span>{step.title}</span>
    </li>
  );
}

/** The options of an approval are verbs ("If you approve"); others are quoted. */
function heading({ ask }: HumanTask, label: string): string {
  return ask.mode === 'approval' ? strings.task.ifYou(label.toLowerCase()) : strings.task.ifAnswer(label);
}
