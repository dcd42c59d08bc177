import {
  IconBolt,
  IconCalendarDue,
  IconCircleCheck,
  IconCloudUp,
  IconInbox,
  IconRoute,
  IconSettings,
  IconUserQuestion,
  IconUsers,
  IconUsersGroup,
  IconX,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { viewsOpen } from '../ui/views-open.ts';
import { useStore } from '../ui/store.ts';
import type { Icon } from '../ui/task-icons.tsx';
import { useServers } from './accounts.ts';
import { api } from './api.ts';
import { listOf, placeHash, type Place } from './navigation.ts';
import { shortcuts } from './shortcuts.ts';
import { useTaskCounts } from './task-list.ts';
import { goTo, usePlace } from './use-place.ts';
import { useShortcut } from './use-shortcuts.ts';
import classes from './views-pane.module.css';

/** The left pane: whose account this is, its views with exact counts, and what an operator looks at. */
export function ViewsPane() {
  const open = useStore(viewsOpen);
  const counts = useTaskCounts();
  const mayAdminister = useQuery(api.account.info.queryOptions()).data?.mayAdminister === true;
  const processes = useQuery(
    api.processes.list.queryOptions({
      input: { only: 'open', limit: 1 },
      placeholderData: (previous) => previous,
    }),
  ).data;
  const servers = useServers();
  useViewShortcuts(mayAdminister, servers.length > 0);
  return (
    <>
      {open && <div className={classes.backdrop} onClick={() => viewsOpen.set(false)} aria-hidden />}
      <nav className={classes.pane} aria-label={strings.app.views} data-open={open}>
        <Account />
        <View place={viewPlaces.goInbox} icon={IconInbox} label={strings.views.inbox} count={counts?.inbox} />
        <View place={viewPlaces.goDue} icon={IconCalendarDue} label={strings.views.due} count={counts?.due} />
        <View
          place={viewPlaces.goDone}
          icon={IconCircleCheck}
          label={strings.views.done}
          count={counts?.done}
        />
        {counts !== undefined && counts.unassigned !== null && (
          <View
            place={viewPlaces.goUnassigned}
            icon={IconUserQuestion}
            label={strings.views.unassigned}
            count={counts.unassigned}
          />
        )}
        {counts !== undefined && counts.all !== null && (
          <View place={viewPlaces.goAll} icon={IconUsersGroup} label={strings.views.all} count={counts.all} />
        )}
        {servers.length > 0 && (
          <View
            place={viewPlaces.goQueue}
            icon={IconCloudUp}
            label={strings.views.queue}
            count={servers.reduce((sum, { queued, attention }) => sum + queued + attention, 0)}
          />
        )}
        <h2 className={classes.section}>{strings.app.operations}</h2>
        <View
          place={viewPlaces.goProcesses}
          icon={IconRoute}
          label={strings.views.processes}
          count={processes?.total}
        />
        <View place={viewPlaces.goWorkflows} icon={IconBolt} label={strings.views.workflows} />
        {mayAdminister && <View place={viewPlaces.goPeople} icon={IconUsers} label={strings.views.people} />}
        <span className={classes.fill} />
        <View place={viewPlaces.goSettings} icon={IconSettings} label={strings.views.settings} />
      </nav>
    </>
  );
}

const viewPlaces = {
  goInbox: { kind: 'tasks', view: 'inbox', taskAsstId: null },
  goDue: { kind: 'tasks', view: 'due', taskAsstId: null },
  goDone: { kind: 'tasks', view: 'done', taskAsstId: null },
  goUnassigned: { kind: 'tasks', view: 'unassigned', taskAsstId: null },
  goAll: { kind: 'tasks', view: 'all', taskAsstId: null },
  goProcesses: { kind: 'processes', processId: null },
  goWorkflows: { kind: 'workflows', wfDefId: null },
  goQueue: { kind: 'queue', entryId: null },
  goPeople: { kind: 'people' },
  goSettings: { kind: 'settings' },
} as const satisfies Record<string, Place>;

function useViewShortcuts(mayAdminister: boolean, hasServers: boolean): void {
  useShortcut('goInbox', () => goTo(viewPlaces.goInbox));
  useShortcut('goDue', () => goTo(viewPlaces.goDue));
  useShortcut('goDone', () => goTo(viewPlaces.goDone));
  useShortcut('goUnassigned', () => goTo(viewPlaces.goUnassigned), mayAdminister);
  useShortcut('goAll', () => goTo(viewPlaces.goAll), mayAdminister);
  useShortcut('goQueue', () => goTo(viewPlaces.goQueue), hasServers);
  useShortcut('goPeople', () => goTo(viewPlaces.goPeople), mayAdminister);
  useShortcut('goProcesses', () => goTo(viewPlaces.goProcesses));
  useShortcut('goWorkflows', () => goTo(viewPlaces.goWorkflows));
  useShortcut('goSettings', () => goTo(viewPlaces.goSettings));
}

function Account() {
  const info = useQuery(api.account.info.queryOptions()).data;
  return (
    <div className={classes.account}>
      <span className={classes.tile} aria-hidden>
        {(info?.userName ?? '').charAt(0).toUpperCase()}
      </span>
      <span className={classes.names}>
        <span className={classes.accountName}>{info?.accountName ?? ''}</span>
        <span className={classes.userName}>{info?.userName ?? ''}</span>
      </span>
      <span className={classes.close}>
        <IconButton icon={IconX} label={strings.app.closeViews} onClick={() => viewsOpen.set(false)} />
      </span>
    </div>
  );
}

interface ViewProps {
  readonly place: (typeof viewPlaces)[keyof typeof viewPlaces];
  readonly icon: Icon;
  readonly label: string;
  readonly count?: number | undefined;
}

function View({ place, icon: Icon, label, count }: ViewProps) {
  const here = usePlace();
  const isCurrent = placeHash(viewOf(here)) === placeHash(place);
  return (
    <a
      href={placeHash(place)}
      className={classes.view}
      aria-current={isCurrent ? 'page' : undefined}
      aria-keyshortcuts={keysOf(place)}
      title={label}
      draggable={false}
      onClick={() => viewsOpen.set(false)}
    >
      <Icon size={17} stroke={1.6} aria-hidden />
      <span className={classes.label}>{label}</span>
      {count !== undefined && count > 0 && <span className={classes.count}>{count}</span>}
    </a>
  );
}

/** The view that a place belongs to. */
function viewOf(here: Place): Place {
  if (here.kind === 'settings' || here.kind === 'people') return here;
  return here.kind === 'step' ? viewPlaces.goProcesses : listOf(here);
}

function keysOf(place: Place): string | undefined {
  const id = (Object.keys(viewPlaces) as (keyof typeof viewPlaces)[]).find(
    (key) => viewPlaces[key] === place,
  );
  return id === undefined ? undefined : shortcuts[id].keys[0];
}
