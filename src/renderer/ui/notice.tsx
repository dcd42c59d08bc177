import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

interface NoticeProps {
  readonly tone: 'plain' | 'warning' | 'danger';
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Read out when it appears; for what follows from something that the person did. */
  readonly live?: boolean;
}

/** Something to know about what one is looking at, told where one looks. */
export function Notice({ tone, title, children, actions, live = false }: NoticeProps) {
  const Icon = tone === 'plain' ? IconInfoCircle : IconAlertTriangle;
  return (
    <section className={classes.notice} data-tone={tone} role={live ? 'alert' : undefined}>
      <Icon className={classes.icon} size={16} stroke={1.75} aria-hidden />
      <div className={classes.body} data-selectable>
        <p className={classes.title}>{title}</p>
        {children !== undefined && <div className={classes.text}>{children}</div>}
        {actions !== undefined && actions !== false && <div className={classes.actions}>{actions}</div>}
      </div>
    </section>
  );
}
