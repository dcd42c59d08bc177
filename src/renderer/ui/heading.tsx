import type { ReactNode } from 'react';
import classes from './heading.module.css';

/** The title of a page with the facts one wants at once below it. */
export function PageHeading({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div>
      <h2 className={classes.title} data-selectable>
        {title}
      </h2>
      {children !== undefined && <div className={classes.chips}>{children}</div>}
    </div>
  );
}

/** A titled part of a page. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className={classes.section}>{title}</h3>
      {children}
    </section>
  );
}
