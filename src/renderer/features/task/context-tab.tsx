import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { strings } from '../../strings.ts';
import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/heading.tsx';
import { JsonTree } from '../../ui/json-tree.tsx';
import classes from './details.module.css';

/** Whether there is anything for the caller to see. */
export function hasContext({ contextSummary, context }: HumanTask): boolean {
  return Object.keys(contextSummary).length > 0 || context !== null;
}

/** What the process knows: first what the workflow's author chose to show, then, for whom it is, all of it. */
export function ContextTab({ task }: { readonly task: HumanTask }) {
  const { contextSummary, context } = task;
  if (Object.keys(contextSummary).length === 0) return <JsonTree value={context} />;
  return (
    <div className={classes.sections}>
      <Section title={strings.tabs.summary}>
        <Facts label={strings.tabs.summary} facts={contextSummary} />
      </Section>
      {context !== null && (
        <details className={classes.raw}>
          <summary title={strings.tabs.rawHint}>{strings.tabs.raw}</summary>
          <JsonTree value={context} />
        </details>
      )}
    </div>
  );
}
