import type { ReactNode } from 'react';
import classes from './list-row.module.css';
import type { Icon } from './task-icons.tsx';

interface ListRowProps {
  readonly icon: Icon;
  readonly tone?: 'plain' | 'danger' | 'warning' | 'effect' | 'accent';
  readonly marked?: boolean;
  readonly title: string;
  readonly subtitle: ReactNode;
  readonly aside: ReactNode;
  readonly asideTone?: 'plain' | 'danger';
  readonly state?: ReactNode;
}

/** The inside of a list's row, 52 px: what it is, what it says, where it comes from; at the right when and how. */
export function ListRow(props: ListRowProps) {
  const { icon: Icon, tone = 'plain', asideTone = 'plain' } = props;
  return (
    <div className={classes.row} data-marked={props.marked === true}>
      <span className={classes.dot} aria-hidden />
      <span className={classes.icon} data-tone={tone}>
        <Icon size={18} stroke={1.6} aria-hidden />
      </span>
      <span className={classes.title}>{props.title}</span>
      <span className={classes.aside} data-tone={asideTone}>
        {props.aside}
      </span>
      <span className={classes.subtitle}>{props.subtitle}</span>
      <span className={classes.state}>{props.state}</span>
    </div>
  );
}
