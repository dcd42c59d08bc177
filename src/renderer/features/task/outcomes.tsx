import { useQuery } from '@tanstack/react-query';
import type { HumanTask, OutcomeStep } from '../../../shared/contract/human-tasks.ts';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { outcomeIcons } from '../../ui/task-icons.tsx';
import classes from './outcomes.module.css';

/** What each answer would lead to, by a dry run of the workflow; nothing where that cannot be said. */
export function Outcomes({ task }: { readonly task: HumanTask }) {
  const query = useQuery(api.humanTasks.outcomes.queryOptions({ input: { taskAsstId: task.taskAsstId } }));
  const outcomes = (query.data?.outcomes ?? []).filter((outcome) => outcome.steps.length > 0);
  if (outcomes.length === 0) return null;
  return (
    <section className={classes.outcomes} aria-label={strings.task.outcomes}>
      {outcomes.map((outcome) => (
        <div key={String(outcome.value)} className={classes.card}>
          <h3 className={classes.heading}>{heading(task, outcome.label)}</h3>
          <ul className={classes.steps}>
            {outcome.steps.map((step, index) => (
              <Step key={index} step={step} />
            ))}
          </ul>
        </div>
      ))}
    </section>
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
