import { IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useEffect } from 'react';
import classes from './announcer.module.css';
import { createStore, useStore } from './store.ts';

interface Announcement {
  readonly id: number;
  readonly text: string;
  readonly tone: 'done' | 'info';
}

const shownFor = 5_000;
const latest = createStore<Announcement | null>(null);

/** Says that something has happened: read out politely, and shown for five seconds where it covers nothing one needs. */
export function announce(text: string, tone: Announcement['tone'] = 'done'): void {
  latest.set({ id: (latest.get()?.id ?? 0) + 1, text, tone });
}

/** The one place where announcements appear. The live region is always there, or screen readers would miss the first one. */
export function Announcer() {
  const announcement = useStore(latest);
  useEffect(() => {
    if (announcement === null) return;
    const timer = setTimeout(() => latest.set(null), shownFor);
    return () => clearTimeout(timer);
  }, [announcement]);
  const Icon = announcement?.tone === 'info' ? IconInfoCircle : IconCircleCheck;
  return (
    <output className={classes.region}>
      {announcement !== null && (
        <span key={announcement.id} className={classes.toast}>
          <Icon size={16} stroke={1.75} aria-hidden className={classes.icon} data-tone={announcement.tone} />
          <span className={classes.text}>{announcement.text}</span>
        </span>
      )}
    </output>
  );
}
