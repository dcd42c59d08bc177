import { strings } from '../strings.ts';
import classes from './skeleton-rows.module.css';

/** Rows that are on their way: the list's shape before its content. */
export function SkeletonRows({ count = 9 }: { readonly count?: number }) {
  return (
    <output className={classes.rows} aria-label={strings.app.loading}>
      {Array.from({ length: count }, (_, index) => (
        <span key={index} className={classes.row} aria-hidden>
          <span className={classes.icon} />
          <span className={classes.title} style={{ width: `${68 - ((index * 17) % 34)}%` }} />
          <span className={classes.subtitle} style={{ width: `${40 - ((index * 7) % 16)}%` }} />
        </span>
      ))}
    </output>
  );
}

/** A page that is on its way. */
export function SkeletonPage() {
  return (
    <output className={classes.page} aria-label={strings.app.loading}>
      <span className={classes.heading} />
      <span className={classes.line} style={{ width: '90%' }} />
      <span className={classes.line} style={{ width: '76%' }} />
      <span className={classes.line} style={{ width: '42%' }} />
    </output>
  );
}
