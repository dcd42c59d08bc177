import type { ComponentType, ReactNode } from 'react';
import classes from './chip.module.css';

export type Tone = 'plain' | 'danger' | 'warning' | 'effect';

interface ChipProps {
  readonly icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;
  readonly tone?: Tone;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}

/** One fact about a thing, in words, with an icon to find it by. */
export function Chip({ icon: Icon, tone = 'plain', title, children }: ChipProps) {
  return (
    <span className={classes.chip} data-tone={tone} title={title}>
      <Icon size={13} stroke={1.75} aria-hidden />
      {children}
    </span>
  );
}
