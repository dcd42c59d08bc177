import type { OutboxEntry } from '../../shared/contract/accounts.ts';
import { strings } from '../strings.ts';
import { Facts } from '../ui/facts.tsx';
import classes from './outcome-card.module.css';
import { ownAnswer } from './outbox-words.ts';

const words = strings.queue;

/** All of what one answered: nobody should have to write it again. */
export function OwnAnswer({ entry }: { readonly entry: OutboxEntry }) {
  if (entry.response === null) return null;
  const { headline, facts, comment } = ownAnswer({ label: entry.label, response: entry.response });
  return (
    <section className={classes.own} aria-label={words.yours} data-selectable>
      <p className={classes.heading}>{words.yours}</p>
      {headline !== null && <p className={classes.value}>{headline}</p>}
      {facts !== null && <Facts label={words.yours} facts={facts} />}
      {comment !== null && <p className={classes.comment}>{comment}</p>}
    </section>
  );
}
