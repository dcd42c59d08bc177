import { IconMenu2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { strings } from '../strings.ts';
import { IconButton } from './icon-button.tsx';
import classes from './list-pane.module.css';
import { regionIds } from './regions.ts';
import { viewsOpen } from './views-open.ts';

interface ListPaneProps {
  readonly title: string;
  readonly count?: number | undefined;
  readonly actions?: ReactNode;
  /** Nothing to choose from: the pane takes the place of the page beside it, which would be empty too. */
  readonly alone?: boolean;
  readonly children: ReactNode;
}

/** The middle pane: what one looks at, how many there are, and the list. */
export function ListPane({ title, count, actions, alone = false, children }: ListPaneProps) {
  return (
    <section
      id={regionIds.list}
      className={classes.pane}
      aria-label={title}
      data-pane="list"
      data-alone={alone}
    >
      <header className={classes.head}>
        <span className={classes.menu}>
          <IconButton icon={IconMenu2} label={strings.app.openViews} onClick={() => viewsOpen.set(true)} />
        </span>
        <h1 className={classes.title}>{title}</h1>
        {count !== undefined && <span className={classes.count}>{count}</span>}
        <span className={classes.actions}>{actions}</span>
      </header>
      {children}
    </section>
  );
}
