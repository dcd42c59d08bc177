import { IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import classes from './announcer.module.css';
import { createStore, useStore } from './store.ts';

interface Announcement {
  readonly id: number;
  readonly text: string;
  readonly tone: 'done' | 'info';
  /** Only read out: what is to be seen stands elsewhere. */
  readonly spoken: boolean;
}

const shownFor = 5_000;
const latest = createStore<Announcement | null>(null);

/** Says that something has happened: read out politely, and shown for five seconds where it covers nothing one needs. */
export function announce(text: string, tone: Announcement['tone'] = 'done'): void {
  say({ text, tone, spoken: false });
}

/** The same for what those who see have before their eyes already. */
export function announceSpoken(text: string): void {
  say({ text, tone: 'info', spoken: true });
}

function say(said: Omit<Announcement, 'id'>): void {
  latest.set({ id: (latest.get()?.id ?? 0) + 1, ...said });
}

/**
 * The one place where announcements appear, and what else is said there for a moment. The live region is always there, or screen
 * readers would miss the first one.
 */
export function Announcer({ children }: { readonly children?: ReactNode }) {
  const announcement = useStore(latest);
  useEffect(() => {
    if (announcement === null) return;
    const timer = setTimeout(() => latest.set(null), shownFor);
    return () => clearTimeout(timer);
  }, [announcement]);
  const Icon = announcement?.tone === 'info' ? IconInfoCircle : IconCircleCheck;
  return (
    <div className={classes.region}>
      <output className={classes.said}>
        {announcement?.spoken === true && <span className="cs-visually-hidden">{announcement.text}</span>}
        {announcement?.spoken === false && (
          <span key={announcement.id} className={classes.toast}>
            <Icon
              size={16}
              stroke={1.75}
              aria-hidden
              className={classes.icon}
              data-tone={announcement.tone}
            />
            <span className={classes.text}>{announcement.text}</span>
          </span>
        )}
      </output>
      {children}
    </div>
  );
}
