import { expect, it } from 'vitest';
import { dataPaths } from '../../../src/local/data-folder.ts';
import { reachNothing } from '../../../src/local/reach.ts';
import { transitionsOfTask } from '../../../src/local/store/assignment-history.ts';
import { countOpen, pageOfDone, pageOfOpen } from '../../../src/local/store/assignment-pages.ts';
import {
  assignmentsOfTask,
  claimsExpiredBy,
  nextClaimExpiry,
  tasksThatAsk,
} from '../../../src/local/store/assignments.ts';
import { findUser, membersOf, permissionsOf, rolesOf } from '../../../src/local/store/people.ts';
import { countRetries, retriesAt } from '../../../src/local/store/retries.ts';
import type { WritableDatabase } from '../../../src/local/store/database.ts';
import { deleteDrafts, findDraft, findLeftDraft } from '../../../src/local/store/drafts.ts';
import { eventsAfter, isKnownEvent, lastPosition, pruneEvents } from '../../../src/local/store/events.ts';
import { deleteLeftFiles, filesOfTask, findFile, isDigestNamed } from '../../../src/local/store/files.ts';
import {
  forgetListener,
  isLifecycleListenedTo,
  wakeListeners,
  wakeMoreListeners,
} from '../../../src/local/store/listeners.ts';
import {
  authorsOf,
  countUnread,
  findMessage,
  markMessagesRead,
  pageOfMessages,
  tasksWithUnread,
} from '../../../src/local/store/messages.ts';
import { openStore } from '../../../src/local/store/open.ts';
import { allChildrenOf, childrenOf, countOpenChildren } from '../../../src/local/store/child-processes.ts';
import { countResumeFailures } from '../../../src/local/store/process-lists.ts';
import { dueProcesses, findProcess, nextWake, wakeProcess } from '../../../src/local/store/processes.ts';
import {
  dueSchedules,
  eventSchedules,
  nextScheduled,
  scheduleOf,
} from '../../../src/local/store/schedules.ts';
import { waitingLinesOfProcess } from '../../../src/local/store/task-lines.ts';
import { pendingEffects, pendingEffectsOf, recordResult } from '../../../src/local/store/effects.ts';
import {
  countWaiting,
  endedTasksBefore,
  failedTasksOfProcess,
  findTaskAt,
  liveTasksOfProcess,
  pageOfTasks,
} from '../../../src/local/store/tasks.ts';
import { temporaryFolder } from '../../support/account.ts';

const unindexed =
  /^SCAN (process|task|event|listener|schedule|assignment|draft|message|mention|file)\b(?!.*INDEX)/;

/** How SQLite carries out each statement that `query` runs, on a store of many processes as its statistics would have it. */
function plansOf(query: (db: WritableDatabase) => void): string[] {
  using folder = temporaryFolder();
  const store = openStore(dataPaths(folder.path), reachNothing);
  const { connection } = store.db;
  const prepare = connection.prepare.bind(connection);
  const plans: string[] = [];
  connection.prepare = (sql: string) => {
    const steps = prepare(`EXPLAIN QUERY PLAN ${sql}`).all(
      ...Array.from({ length: sql.split('?').length - 1 }, () => null),
    );
    plans.push(...(steps as { detail: string }[]).map(({ detail }) => detail));
    return prepare(sql);
  };
  query(store.db);
  store.close();
  return plans;
}

it.each<[string, (db: WritableDatabase) => unknown]>([
  [
    'what is due',
    (db) => [dueProcesses(db, 1, 64), nextWake(db, 1), dueSchedules(db, 1), nextScheduled(db, 1)],
  ],
  ['a start', (db) => [pendingEffects(db), lastPosition(db)]],
  ['one process', (db) => [findProcess(db, 'p'), wakeProcess(db, 'p', 1), pendingEffectsOf(db, 'p')]],
  ['the records of a walk', (db) => [findTaskAt(db, 'p', '/do/0/a'), [...liveTasksOfProcess(db, 'p')]]],
  ['a result', (db) => recordResult(db, 'p', '/do/0/a', { ok: true, output: null })],
  ['its timeline', (db) => [pageOfTasks(db, 'p', 0, 50), waitingLinesOfProcess(db, 'p', 50)]],
  [
    'its children',
    (db) => [childrenOf(db, 'p', '/do/0/a'), allChildrenOf(db, 'p', 10), countOpenChildren(db, 10)],
  ],
  ['the counts of the engine', (db) => [countWaiting(db, 'approval'), countResumeFailures(db)]],
  ['events of some types', (db) => [eventsAfter(db, 1, ['a', 'b']), eventsAfter(db, 1, null)]],
  [
    'who listens',
    (db) => [
      isLifecycleListenedTo(db),
      forgetListener(db, 'p', '/do/0/a'),
      wakeListeners(db, { position: 1, type: 'a' }, 1, 10),
      wakeMoreListeners(db, 1, 10),
    ],
  ],
  [
    'whether an event is known',
    (db) => isKnownEvent(db, { specversion: '1.0', source: 's', id: 'i', type: 't' }),
  ],
  ['what is pruned', (db) => pruneEvents(db, { settledBefore: 1, allBefore: 1, most: 10 })],
  ['schedules', (db) => [scheduleOf(db, 'w')]],
  [
    'what waits for one, for nobody and for everybody',
    (db) => [
      pageOfOpen(db, { userId: 'u' }, null, null, 50),
      pageOfOpen(db, 'nobody', null, null, 50),
      pageOfOpen(db, 'everybody', null, null, 50),
      countOpen(db, { userId: 'u' }, 1),
      pageOfDone(db, 'u', null, 50),
    ],
  ],
  ['the ends of claims', (db) => [claimsExpiredBy(db, 1, 10), nextClaimExpiry(db, 1)]],
  ['an ask and its history', (db) => [assignmentsOfTask(db, 't'), transitionsOfTask(db, 't')]],
  ['what a change of people concerns', (db) => tasksThatAsk(db, { userIds: ['u'], roleIds: ['r'] })],
  ['people', (db) => [findUser(db, 'u'), permissionsOf(db, 'u'), rolesOf(db, 'u'), membersOf(db, 'r')]],
  ['what led to an ask', (db) => endedTasksBefore(db, 'p', 9, ['do', 'for'], 20)],
  [
    'a task that is tried again',
    (db) => [failedTasksOfProcess(db, 'p'), retriesAt(db, 'p', '/do/0/a'), countRetries(db, 'p', '/do/0/a')],
  ],
  ['a draft', (db) => [findDraft(db, 't', 'u'), findLeftDraft(db, 't'), deleteDrafts(db, 't')]],
  [
    'a discussion',
    (db) => [
      findMessage(db, 'm'),
      pageOfMessages(db, 't', null, 50),
      countUnread(db, 't', 'u'),
      db.connection.pragma('foreign_keys = OFF'),
      markMessagesRead(db, 't', 'u', 1, 1),
      authorsOf(db, 't'),
      tasksWithUnread(db, 'u'),
    ],
  ],
  ['a file', (db) => [findFile(db, 'f'), filesOfTask(db, 't'), isDigestNamed(db, 'd'), deleteLeftFiles(db)]],
])('%s is found by an index, however many processes there are', (_, query) => {
  const plans = plansOf(query);
  expect(plans.length).toBeGreaterThan(0);
  expect(plans.filter((plan) => unindexed.test(plan))).toEqual([]);
});

it('the checks notice a search through a whole table', () => {
  const plans = plansOf((db) => db.connection.prepare(`SELECT id FROM process WHERE started_by = 'maya'`));
  expect(plans.some((plan) => /^SCAN process\b(?!.*INDEX)/.test(plan))).toBe(true);
});

it('schedules that start on events are looked through, and nothing else', () => {
  expect(plansOf((db) => eventSchedules(db)).join('\n')).not.toMatch(/SCAN (process|task|event)\b/);
});
