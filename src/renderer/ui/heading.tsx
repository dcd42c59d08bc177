import type { ReactNode } from 'react';
import classes from './heading.module.css';

interface PageHeadingProps {
  readonly title: string;
  /** 1 where no list with a heading of its own stands beside the page. */
  readonly level?: 1 | 2;
  readonly children?: ReactNode;
}

/** The title of a page with the facts one wants at once below it. */
export function PageHeading({ title, level = 2, children }: PageHeadingProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div>
      <Heading className={classes.title} data-selectable>
        {title}
      </Heading>
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
