import type { ReactNode } from 'react';
import classes from './settings.module.css';

export function SettingSection({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={classes.section} aria-label={title}>
      <h2 className={classes.heading}>{title}</h2>
      <div className={classes.rows}>{children}</div>
    </section>
  );
}

interface SettingRowProps {
  readonly label: string;
  readonly text?: string | undefined;
  readonly children: ReactNode;
}

/** One setting: what it is at the left, its control at the right. */
export function SettingRow({ label, text, children }: SettingRowProps) {
  return (
    <div className={classes.row}>
      <div className={classes.words}>
        <p className={classes.label}>{label}</p>
        {text !== undefined && <p className={classes.text}>{text}</p>}
      </div>
      <div className={classes.control}>{children}</div>
    </div>
  );
}
