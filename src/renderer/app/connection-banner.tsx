import { IconPlugConnectedX } from '@tabler/icons-react';
import { strings } from '../strings.ts';
import { useStore } from '../ui/store.ts';
import { connection } from './api.ts';
import classes from './shell.module.css';

/** Said across the window while the app does not answer; it goes away by itself. */
export function ConnectionBanner() {
  const lost = useStore(connection.state) === 'lost';
  return (
    <div role="alert" className={classes.banner} hidden={!lost}>
      {lost && (
        <>
          <IconPlugConnectedX size={15} stroke={1.75} aria-hidden />
          {strings.app.lost} {strings.app.lostHint}
        </>
      )}
    </div>
  );
}
