import type { HumanTask, PreviousTask } from '../../../shared/contract/human-tasks.ts';
import { isJsonObject } from '../../../shared/json-object.ts';
import type { Json } from '../../../shared/json.ts';
import { strings } from '../../strings.ts';
import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/heading.tsx';
import { JsonTree } from '../../ui/json-tree.tsx';
import { taskKindIcons } from '../../ui/task-icons.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import classes from './details.module.css';

const words = strings.details;

/** What led to the question: every task before it with what came of it. */
export function PreviousTasks({ task }: { readonly task: HumanTask }) {
  return (
    <Section title={words.previous}>
      {task.previousTasks.length === 0 ? (
        <p className={classes.faint}>{words.noPrevious}</p>
      ) : (
        <ol className={classes.previous}>
          {task.previousTasks.map((previous) => (
            <Previous key={previous.taskId} previous={previous} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function Previous({ previous }: { readonly previous: PreviousTask }) {
  const { result, comment, completedUser, outputLeftOut } = previous;
  const Icon = taskKindIcons[previous.kind];
  return (
    <li className={classes.entry} data-selectable>
      <span className={classes.icon}>
        <Icon size={14} stroke={1.75} aria-hidden />
      </span>
      <div className={classes.body}>
        <p className={classes.head}>
          <span className={classes.title} title={previous.path}>
            {previous.title}
          </span>
          <span className={classes.when}>
            <TimeText at={previous.completedTs} />
          </span>
        </p>
        {result !== null && (
          <p className={classes.result}>
            {result}
            {completedUser !== null && (
              <span className={classes.faint}> {strings.answer.answeredBy(completedUser)}</span>
            )}
          </p>
        )}
        {comment !== null && <p className={classes.comment}>“{comment}”</p>}
        {outputLeftOut === 'size' && <p className={classes.faint}>{words.leftOut.size}</p>}
        {outputLeftOut === null && <Output value={previous.output} label={previous.title} />}
      </div>
    </li>
  );
}

/** Folded away: what matters of it is in the line above. */
function Output({ value, label }: { readonly value: Json; readonly label: string }) {
  if (value === null || typeof value !== 'object') return null;
  return (
    <details className={classes.output}>
      <summary>{words.output}</summary>
      <Value value={value} label={label} />
    </details>
  );
}

/** Plain facts as a table, anything deeper as a tree. */
export function Value({ value, label }: { readonly value: Json; readonly label: string }) {
  const isFlat =
    isJsonObject(value) &&
    Object.values(value).every((item) => item === null || typeof item !== 'object') &&
    Object.keys(value).length > 0;
  return isFlat ? <Facts label={label} facts={value} /> : <JsonTree value={value} />;
}
