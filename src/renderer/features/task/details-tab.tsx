import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { TaskAssignment } from '../../../shared/contract/assignments.ts';
import type { Json } from '../../../shared/json.ts';
import { strings } from '../../strings.ts';
import { Section } from '../../ui/heading.tsx';
import assignmentClasses from './assignment.module.css';
import classes from './details.module.css';
import { PreviousTasks, Value } from './previous-tasks.tsx';

const words = strings.details;

/** What one wants to know before deciding: what led here, what it began with, and who else was asked. */
export function DetailsTab({ task }: { readonly task: HumanTask }) {
  return (
    <div className={classes.sections}>
      <PreviousTasks task={task} />
      {!isEmpty(task.processInput) && (
        <Section title={words.input}>
          <Value value={task.processInput} label={words.input} />
        </Section>
      )}
      {task.assignments.length > 1 && (
        <Section title={words.asked}>
          <ul className={assignmentClasses.asked}>
            {task.assignments.map((place) => (
              <Place key={place.taskAsstId} place={place} />
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

function isEmpty(value: Json): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function Place({ place }: { readonly place: TaskAssignment }) {
  const reason =
    place.statusCode === 'COMPLETED' ? undefined : strings.transitions[place.unassignedReason ?? ''];
  const status = strings.assignmentStatus[place.statusCode];
  return (
    <li className={assignmentClasses.place} data-active={place.active}>
      <span>
        {place.assigneeName ?? place.assigneeId ?? strings.assignment.nobody}
        {place.roleName !== null && <span className={classes.faint}> · {place.roleName}</span>}
      </span>
      <span className={assignmentClasses.placeState}>
        {reason === undefined ? status : `${status}: ${reason}`}
      </span>
    </li>
  );
}
