import { humanize } from '../../shared/human-task/title.ts';
import type { Json } from '../../shared/json.ts';
import classes from './facts.module.css';
import { factText } from './json-text.ts';

interface FactsProps {
  readonly label: string;
  readonly facts: Readonly<Record<string, Json>>;
}

/** The few values that matter, as a table of two columns. */
export function Facts({ label, facts }: FactsProps) {
  return (
    <dl className={classes.facts} aria-label={label} data-selectable>
      {Object.entries(facts).map(([key, value]) => {
        const fact = factText(value);
        return (
          <div key={key} className={classes.fact}>
            <dt className={classes.key} title={key}>
              {humanize(key)}
            </dt>
            <dd className={classes.value} data-kind={fact.kind}>
              {fact.text}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
