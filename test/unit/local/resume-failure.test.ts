import { expect, it } from 'vitest';
import { dataPaths } from '../../../src/local/data-folder.ts';
import { reachNothing } from '../../../src/local/reach.ts';
import { write } from '../../../src/local/store/database.ts';
import { openStore } from '../../../src/local/store/open.ts';
import { retryNow } from '../../../src/local/store/process-operations.ts';
import {
  findProcess,
  insertProcess,
  recordResumeFailure,
  recordWalk,
  wakeProcess,
} from '../../../src/local/store/processes.ts';
import { insertWorkflow } from '../../../src/local/store/workflows.ts';
import { temporaryFolder } from '../../support/account.ts';

function withProcess(work: (store: ReturnType<typeof openStore>) => void): void {
  using folder = temporaryFolder();
  const store = openStore(dataPaths(folder.path), reachNothing);
  write(store.db, () => {
    const named = {
      namespace: 'n',
      name: 'n',
      version: '1.0.0',
      title: '',
      summary: '',
      digest: '',
      source: '',
    };
    insertWorkflow(store.db, { id: 'w', ...named, addedAt: 0 });
    insertProcess(store.db, { id: 'p', workflowId: 'w', input: {}, startedBy: 'maya', startedAt: 0 });
  });
  work(store);
  store.close();
}

it('a walk that fails is tried again later', () => {
  withProcess(({ db }) => {
    write(db, () => recordResumeFailure(db, 'p', 0, 'No worker', 5_000));
    expect(findProcess(db, 'p')).toMatchObject({
      wakeAt: 5_000,
      resumeError: 'No worker',
      resumeAttempts: 1,
    });
  });
});

it('an answer that came while it was walked is not put off by that', () => {
  withProcess(({ db }) => {
    write(db, () => wakeProcess(db, 'p', 1_000));
    write(db, () => recordResumeFailure(db, 'p', 0, 'No worker', 300_000));
    expect(findProcess(db, 'p')).toMatchObject({ wakeAt: 0, resumeError: 'No worker' });
  });
});

it('for when a process was due is kept while failed walks put it off, and no longer', () => {
  withProcess(({ db }) => {
    write(db, () => recordResumeFailure(db, 'p', 0, 'No worker', 5_000));
    write(db, () => recordResumeFailure(db, 'p', 0, 'No worker', 9_000));
    write(db, () => retryNow(db, 'p', 7_000));
    expect(findProcess(db, 'p')).toMatchObject({ wakeAt: 7_000, dueSince: 0 });
    const waits = { status: 'W' as const, output: undefined, error: null, endedAt: null, wakeAt: 20_000 };
    const besides = { begun: null, lists: {}, eventsFrom: 0, newTasks: 0 };
    write(db, () => recordWalk(db, 'p', 0, { ...waits, ...besides }));
    expect(findProcess(db, 'p')).toMatchObject({ wakeAt: 20_000, dueSince: null });
  });
});

it('a process that has ended is not made due again', () => {
  withProcess(({ db }) => {
    const end = { status: 'C' as const, output: null, error: null, endedAt: 10, wakeAt: null };
    const besides = { begun: null, lists: {}, eventsFrom: 0, newTasks: 0 };
    write(db, () => recordWalk(db, 'p', 0, { ...end, ...besides }));
    write(db, () => recordResumeFailure(db, 'p', 0, 'No worker', 5_000));
    expect(findProcess(db, 'p')).toMatchObject({ wakeAt: null, resumeError: null });
  });
});
