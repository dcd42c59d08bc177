import { IconBolt, IconCloudUp, IconListCheck, IconRoute } from '@tabler/icons-react';
import { Suspense } from 'react';
import { TaskListPane } from '../features/inbox/task-list-pane.tsx';
import { strings } from '../strings.ts';
import { Announcer } from '../ui/announcer.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { viewsOpen } from '../ui/views-open.ts';
import { EmptyPage } from '../ui/page.tsx';
import { focusDetail, focusList } from '../ui/regions.ts';
import { SkeletonPage } from '../ui/skeleton-rows.tsx';
import type { Icon } from '../ui/task-icons.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { AccountBanner } from './account-banner.tsx';
import { ActingBanner } from './acting-banner.tsx';
import { CommandPalette } from './command-palette.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { inboxPlace, listOf, placeHash, showsDetail, type Place } from './navigation.ts';
import { PaneBoundary } from './pane-boundary.tsx';
import { parts } from './parts.ts';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import classes from './shell.module.css';
import { StatusBar } from './status-bar.tsx';
import { TaskById } from './task-by-id.tsx';
import { TaskPane } from './task-pane.tsx';
import { UndoToast } from './undo-toast.tsx';
import { goTo, usePlace } from './use-place.ts';
import { useShortcut } from './use-shortcuts.ts';
import { ViewsPane } from './views-pane.tsx';

const { Part: ProcessListPane } = parts.processList;
const { Part: ProcessPage } = parts.process;
const { Part: TaskOfProcess } = parts.taskOfProcess;
const { Part: StepListPane } = parts.stepList;
const { Part: QueueListPane } = parts.queueList;
const { Part: EntryPage } = parts.queueEntry;
const { Part: PeoplePage } = parts.people;
const { Part: WorkflowListPane } = parts.workflowList;
const { Part: WorkflowPage } = parts.workflow;
const { Part: AddWorkflowPage } = parts.addWorkflow;
const { Part: SettingsPage } = parts.settings;

/** The window: views, list and page side by side; where the place leads is decided here and nowhere else. */
export function Shell() {
  const place = usePlace();
  useBack(place);
  return (
    <div className={classes.shell} data-detail={showsDetail(place)}>
      <ConnectionBanner />
      <AccountBanner />
      <ActingBanner />
      <ViewsPane />
      <main className={classes.panes}>
        <PaneBoundary key={place.kind} at={placeHash(place)}>
          <Suspense fallback={<EmptyPage label={strings.app.loading}>{null}</EmptyPage>}>
            <Panes place={place} />
          </Suspense>
        </PaneBoundary>
      </main>
      <StatusBar />
      <ShortcutsHelp />
      <CommandPalette />
      <Announcer>
        <UndoToast />
      </Announcer>
    </div>
  );
}

function Panes({ place }: { readonly place: Place }) {
  const back = () => goTo(listOf(place));
  switch (place.kind) {
    case 'tasks':
      return (
        <>
          <TaskListPane
            key={place.view}
            view={place.view}
            selectedId={place.taskAsstId}
            onSelect={(taskAsstId, how) => goTo({ ...place, taskAsstId }, how)}
          />
          <PaneBoundary at={placeHash(place)}>
            <TaskPane place={place} onBack={back} />
          </PaneBoundary>
        </>
      );
    case 'task':
      return (
        <>
          <TaskListPane
            view="inbox"
            selectedId={place.taskId}
            onSelect={(taskAsstId, how) => goTo({ ...inboxPlace, taskAsstId }, how)}
          />
          <TaskById key={place.taskId} taskId={place.taskId} onBack={back} />
        </>
      );
    case 'processes':
      return <ProcessPanes place={place} onBack={back} />;
    case 'step':
      return <StepPanes place={place} onBack={back} />;
    case 'queue':
      return <QueuePanes place={place} onBack={back} />;
    case 'people':
      return <PeoplePage onBack={back} />;
    case 'workflows':
    case 'add-workflow':
      return <WorkflowPanes place={place} onBack={back} />;
    case 'settings':
      return <SettingsPage onBack={back} />;
  }
}

interface PanesProps<Kind extends Place['kind']> {
  readonly place: Extract<Place, { kind: Kind }>;
  readonly onBack: () => void;
}

function ProcessPanes({ place, onBack }: PanesProps<'processes'>) {
  return (
    <>
      <ProcessListPane
        selectedId={place.processId}
        onSelect={(processId, how) => goTo({ kind: 'processes', processId }, how)}
      />
      {place.processId === null ? (
        <NothingSelected icon={IconRoute} title={strings.process.none} text={strings.process.noneText} />
      ) : place.taskId !== undefined ? (
        <PaneBoundary at={placeHash(place)}>
          <Suspense fallback={<PageOnItsWay />}>
            <TaskOfProcess
              key={place.taskId}
              taskId={place.taskId}
              onBack={() => goTo({ kind: 'processes', processId: place.processId })}
            />
          </Suspense>
        </PaneBoundary>
      ) : (
        <PaneBoundary at={placeHash(place)}>
          <Suspense fallback={<PageOnItsWay />}>
            <ProcessPage
              key={place.processId}
              processId={place.processId}
              onBack={onBack}
              onOpenTask={(taskAsstId) => goTo({ ...inboxPlace, taskAsstId })}
              onOpenEntry={(taskId) => goTo({ kind: 'processes', processId: place.processId, taskId })}
              onOpenStep={(stepId) => goTo(stepPlace(place.processId, stepId))}
              onOpenProcess={(processId) => goTo({ kind: 'processes', processId })}
              onOpenWorkflow={(wfDefId) => goTo({ kind: 'workflows', wfDefId })}
            />
          </Suspense>
        </PaneBoundary>
      )}
    </>
  );
}

function stepPlace(processId: string | null, stepId: string | null): Place {
  return processId === null ? inboxPlace : { kind: 'step', processId, stepId, taskId: null };
}

/** The tasks of a step in the middle, the one that is looked at beside them. */
function StepPanes({ place, onBack }: PanesProps<'step'>) {
  return (
    <>
      <StepListPane
        key={`${place.processId}/${place.stepId}`}
        processId={place.processId}
        stepId={place.stepId}
        selectedId={place.taskId}
        onSelect={(taskId, how) => goTo({ ...place, taskId }, how)}
        onOpenProcess={() => goTo({ kind: 'processes', processId: place.processId })}
      />
      {place.taskId === null ? (
        <NothingSelected icon={IconListCheck} title={strings.step.choose} text={strings.step.chooseText} />
      ) : (
        <PaneBoundary at={placeHash(place)}>
          <Suspense fallback={<PageOnItsWay />}>
            <TaskOfProcess key={place.taskId} taskId={place.taskId} onBack={onBack} />
          </Suspense>
        </PaneBoundary>
      )}
    </>
  );
}

/** What was decided for servers, and what became of the entry that is looked at. */
function QueuePanes({ place, onBack }: PanesProps<'queue'>) {
  const openTask = (taskAsstId: string) => goTo({ ...inboxPlace, taskAsstId });
  return (
    <>
      <QueueListPane
        selectedId={place.entryId}
        onSelect={(entryId, how) => goTo({ kind: 'queue', entryId }, how)}
        onOpenTask={openTask}
      />
      {place.entryId === null ? (
        <NothingSelected icon={IconCloudUp} title={strings.queue.none} text={strings.queue.noneText} />
      ) : (
        <PaneBoundary at={placeHash(place)}>
          <Suspense fallback={<PageOnItsWay />}>
            <EntryPage key={place.entryId} entryId={place.entryId} onBack={onBack} onOpenTask={openTask} />
          </Suspense>
        </PaneBoundary>
      )}
    </>
  );
}

function WorkflowPanes({ place, onBack }: PanesProps<'workflows' | 'add-workflow'>) {
  const open = (wfDefId: string, how: 'push' | 'replace') => goTo({ kind: 'workflows', wfDefId }, how);
  const selected = place.kind === 'workflows' ? place.wfDefId : null;
  return (
    <>
      <WorkflowListPane
        selectedId={selected}
        besidePage={showsDetail(place)}
        onSelect={open}
        onAdd={() => goTo({ kind: 'add-workflow' })}
      />
      <Suspense fallback={<PageOnItsWay />}>
        {place.kind === 'add-workflow' && (
          <AddWorkflowPage onBack={onBack} onAdded={(id) => open(id, 'push')} />
        )}
        {selected !== null && (
          <WorkflowPage
            key={selected}
            wfDefId={selected}
            onBack={onBack}
            onStarted={(processId) => goTo({ kind: 'processes', processId })}
          />
        )}
        {place.kind === 'workflows' && selected === null && (
          <NothingSelected icon={IconBolt} title={strings.workflows.none} text={strings.workflows.noneText} />
        )}
      </Suspense>
    </>
  );
}

/** Escape, step by step: out of the views, out of a field, from the page to the list. */
function useBack(place: Place): void {
  const narrow = useNarrow();
  useShortcut('back', (event) => {
    if (viewsOpen.get()) {
      viewsOpen.set(false);
    } else if (event.target instanceof HTMLElement && event.target.matches('input, textarea')) {
      event.target.blur();
      focusDetail();
    } else if (narrow && showsDetail(place)) {
      goTo(listOf(place));
    } else {
      focusList();
    }
  });
}

interface NothingSelectedProps {
  readonly icon: Icon;
  readonly title: string;
  readonly text: string;
}

function NothingSelected({ icon, title, text }: NothingSelectedProps) {
  return (
    <EmptyPage label={title}>
      <EmptyState icon={icon} title={title} text={text} />
    </EmptyPage>
  );
}

function PageOnItsWay() {
  return (
    <EmptyPage label={strings.app.loading}>
      <SkeletonPage />
    </EmptyPage>
  );
}
