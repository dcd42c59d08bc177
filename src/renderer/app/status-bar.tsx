import { IconAlertTriangle, IconDeviceDesktopCheck, IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { EngineStatus } from '../../shared/contract/account.ts';
import { strings } from '../strings.ts';
import { useStore } from '../ui/store.ts';
import { AccountState } from './account-state.tsx';
import { useServers } from './accounts.ts';
import { api, connection } from './api.ts';
import { ShortcutKeys } from './shortcut-keys.tsx';
import { shortcuts } from './shortcuts.ts';
import { helpOpen } from './shortcuts-help.tsx';
import { useTaskCounts } from './task-list.ts';
import classes from './status-bar.module.css';

/** The last line of the window: the state in words at the left, what the engine has on its hands at the right. */
export function StatusBar() {
  const engine = useQuery(api.account.info.queryOptions()).data?.engine;
  const servers = useServers();
  const inbox = useTaskCounts()?.inbox;
  // What the engine of this computer waits for is not all of it.
  const waiting = servers.length === 0 ? engine?.waitingForPeople : inbox;
  return (
    <footer className={classes.bar} aria-label={strings.status.region}>
      <State engine={engine} />
      <span className={classes.counts}>{engine === undefined ? '' : countsInWords(engine, waiting)}</span>
      <button
        type="button"
        className={classes.keys}
        aria-keyshortcuts={shortcuts.help.keys[0]}
        onClick={() => helpOpen.set(true)}
      >
        {strings.status.keys}
        <ShortcutKeys keys={shortcuts.help.keys[0]} />
      </button>
    </footer>
  );
}

function State({ engine }: { readonly engine: EngineStatus | undefined }) {
  const connectionState = useStore(connection.state);
  const servers = useServers();
  if (connectionState === 'lost') {
    return (
      <span className={classes.state} data-tone="warning">
        <IconPlugConnectedX size={14} stroke={1.75} aria-hidden />
        {strings.app.lost}
      </span>
    );
  }
  if (engine === undefined) return <span className={classes.state} />;
  if (engine.resumeFailures > 0) {
    return (
      <a className={classes.state} data-tone="warning" href="#/processes">
        <IconAlertTriangle size={14} stroke={1.75} aria-hidden />
        {strings.status.resumeFailures(engine.resumeFailures)}
      </a>
    );
  }
  if (servers.length > 0) return <AccountState servers={servers} />;
  return (
    <span className={classes.state}>
      <IconDeviceDesktopCheck size={14} stroke={1.75} aria-hidden />
      {strings.status.saved}
    </span>
  );
}

function countsInWords(engine: EngineStatus, waiting: number | undefined): string {
  return [
    ...(waiting === undefined ? [] : [strings.status.waiting(waiting)]),
    ...(engine.waitingForTimers > 0 ? [strings.status.timers(engine.waitingForTimers)] : []),
    strings.status.active(engine.active),
    strings.status.ended(engine.ended),
  ].join(' · ');
}
