import { describe, expect, it } from 'vitest';
import { hasRoomFor } from '../../../src/local/host/children.ts';
import { deepest, mostOpenChildren } from '../../../src/service/processes/children.ts';
import { write, type WritableDatabase } from '../../../src/local/store/database.ts';
import { openStore } from '../../../src/local/store/open.ts';
import { openTestAccount, startSource, temporaryFolder, type TestAccount } from '../../support/account.ts';

const document = (name: string) =>
  `document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '1.0.0' }`;

const runs = (name: string, besides = '') =>
  `{ run: { workflow: { namespace: test, name: ${name}, version: '1.0.0' }${besides} } }`;

const nothing = `${document('nothing')}\ndo: [ { rest: { wait: P1D } } ]\n`;

const twice = (name: string, of: string, besides = '') => `
${document(name)}
do:
  - both:
      fork:
        branches:
          - left: ${runs(of, besides)}
          - right: ${runs(of, besides)}
`;

async function withAccount(work: (test: TestAccount, db: WritableDatabase) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  const opened: WritableDatabase[] = [];
  await using test = openTestAccount(folder.path, {
    openStore: (paths, reach) => {
      const store = openStore(paths, reach);
      opened.push(store.db);
      return store;
    },
  });
  const [db] = opened;
  if (db === undefined) throw new Error('The store was not opened');
  await work(test, db);
}

/** So many open processes that others started; they are never due. */
async function fill(test: TestAccount, db: WritableDatabase, many: number): Promise<void> {
  const processId = await startSource(test, nothing);
  write(db, () =>
    db.connection
      .prepare(
        `WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
         INSERT INTO process (id, workflow_id, status, input_json, started_by, started_at, parent_id, parent_path)
         SELECT printf('00000000-0000-7000-8000-%012x', n), workflow_id, 'W', '{}', 'maya', 0, id, '/do/0/none' FROM process, number WHERE id = ?`,
      )
      .run(many, processId),
  );
}

it('a workflow that runs itself without waiting for it ends after so many in a row', () =>
  withAccount(async (test) => {
    const source = `${document('itself')}\ndo: [ { again: ${runs('itself', ', await: false')} } ]`;
    await startSource(test, source);
    const { processes, total } = await test.client.processes.list({});
    expect(total).toBe(deepest + 1);
    const last = await test.client.processes.get({ processId: processes[0]?.processId ?? '' });
    expect(last).toMatchObject({
      statusCode: 'F',
      error: { status: 500, instance: '/do/0/again', detail: expect.stringContaining('in a row') },
    });
  }));

describe('where as many processes that others started are open as there may be', () => {
  it.each(['', ', await: false'])('the task that would start one too many fails, in words (%s)', (besides) =>
    withAccount(async (test, db) => {
      await fill(test, db, mostOpenChildren - 1);
      const processId = await startSource(test, twice('both', 'nothing', besides));
      const parent = await test.client.processes.get({ processId });
      expect(parent).toMatchObject({
        statusCode: 'F',
        error: {
          status: 500,
          instance: '/do/0/both/fork/branches/1/right',
          detail: expect.stringContaining(`${mostOpenChildren} processes that others started`),
        },
      });
    }),
  );

  it('others can be started by hand', () =>
    withAccount(async (test, db) => {
      await fill(test, db, mostOpenChildren);
      const processId = await startSource(test, `${document('plain')}\ndo: [ { a: { set: { b: 1 } } } ]`);
      expect((await test.client.processes.get({ processId })).statusCode).toBe('C');
    }));

  it.each(['', ', await: false'])('a workflow that runs itself twice comes to an end (%s)', (besides) =>
    withAccount(async (test, db) => {
      await fill(test, db, mostOpenChildren - 6);
      await startSource(test, twice('doubling', 'doubling', besides));
      const open = await test.client.processes.list({ only: 'open' });
      expect(open.total).toBe(mostOpenChildren - 6 + 1);
    }),
  );

  it('walks side by side together start no more than that', () =>
    withAccount(async (test, db) => {
      await fill(test, db, mostOpenChildren - 3);
      await test.client.workflows.add({ source: twice('both', 'nothing') });
      const four = Array.from({ length: 4 }, () =>
        test.client.processes.start({ workflow: 'both', input: {} }),
      );
      await Promise.all(four);
      await test.account.host.settled();
      const states = (await test.client.processes.list({})).processes.map(({ statusCode }) => statusCode);
      expect(states.filter((code) => code === 'F')).toHaveLength(3);
      expect(hasRoomFor(db, 1)).toBe(true);
      expect(hasRoomFor(db, 2)).toBe(false);
    }));
});
