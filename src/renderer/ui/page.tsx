import { IconArrowLeft, IconArrowNarrowRight } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';
import { strings } from '../strings.ts';
import { IconButton } from './icon-button.tsx';
import classes from './page.module.css';
import { regionIds } from './regions.ts';

interface PageProps {
  readonly label: string;
  /** From the outside in; the last is where one is. */
  readonly path: readonly string[];
  readonly onBack: () => void;
  /** The page says itself what it is; only a narrow window draws a line on top, for the way back. */
  readonly bare?: boolean;
  readonly actions?: ReactNode;
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** The right pane: where one is on top, one thing as a page that scrolls, and what stays in reach below it. */
export function Page({ label, path, onBack, bare = false, actions, footer, children }: PageProps) {
  return (
    <section
      id={regionIds.detail}
      className={classes.page}
      aria-label={label}
      tabIndex={-1}
      data-pane="detail"
    >
      <header className={classes.head} data-bare={bare}>
        <span className={classes.back}>
          <IconButton icon={IconArrowLeft} label={strings.app.back} onClick={onBack} keyShortcut="Escape" />
        </span>
        <p className={classes.path}>
          {path.map((part, index) => (
            <Fragment key={index}>
              {index > 0 && (
                <IconArrowNarrowRight className={classes.arrow} size={16} stroke={1.5} aria-hidden />
              )}
              <span className={index === path.length - 1 ? classes.here : classes.part}>{part}</span>
            </Fragment>
          ))}
        </p>
        <span className={classes.actions}>{actions}</span>
      </header>
      <div className={classes.scroll} data-scrolls>
        <div className={classes.content}>{children}</div>
      </div>
      {footer}
    </section>
  );
}

/** The right pane while nothing is selected. */
export function EmptyPage({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section
      id={regionIds.detail}
      className={classes.empty}
      aria-label={label}
      tabIndex={-1}
      data-pane="detail"
    >
      {children}
    </section>
  );
}
