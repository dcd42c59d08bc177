import { describe, expect, it } from 'vitest';
import { dataPaths } from '../../../src/local/data-folder.ts';
import { reachNothing } from '../../../src/local/reach.ts';
import { all, run, type WritableDatabase } from '../../../src/local/store/database.ts';
import { openStore } from '../../../src/local/store/open.ts';
import { createWriter, type Writer } from '../../../src/local/store/writer.ts';
import type { Clock } from '../../../src/shared/clock.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { temporaryFolder } from '../../support/account.ts';

interface Bench {
  readonly db: WritableDatabase;
  readonly writer: Writer;
  /** How many transactions were committed. */
  commits(): number;
  notes(): string[];
  note(text: string): () => string;
}

async function withWriter(work: (bench: Bench) => Promise<void>, clock: Clock = systemClock): Promise<void> {
  using folder = temporaryFolder();
  const store = openStore(dataPaths(folder.path), reachNothing);
  const { db } = store;
  let commits = 0;
  const exec = db.connection.exec.bind(db.connection);
  db.connection.exec = (sql) => {
    if (sql === 'COMMIT') commits += 1;
    return exec(sql);
  };
  const writer = createWriter(db, clock);
  await work({
    db,
    writer,
    commits: () => commits,
    notes: () =>
      all(db, `SELECT key FROM meta WHERE key LIKE 'note-%' ORDER BY key`).map((row) => String(row['key'])),
    note: (text) => () => {
      run(db, `INSERT INTO meta (key, value) VALUES (?, '')`, `note-${text}`);
      return text;
    },
  });
  writer.close();
  store.close();
}

describe('a group commit', () => {
  it('writes in one transaction what is asked for in one turn, and answers each when it is on disk', () =>
    withWriter(async ({ writer, commits, notes, note }) => {
      const answers = ['a', 'b', 'c'].map((text) => writer.write(note(text)));
      expect(notes()).toEqual([]);
      expect(await Promise.all(answers)).toEqual(['a', 'b', 'c']);
      expect([commits(), notes()]).toEqual([1, ['note-a', 'note-b', 'note-c']]);
    }));

  it('waits for the disk unless everything in it can be had again from elsewhere', () =>
    withWriter(async ({ db, writer, notes, note }) => {
      const syncOf = (text: string) => () => {
        note(text)();
        return db.connection.pragma('synchronous', { simple: true });
      };
      const [normal, full] = [1, 2];
      const alone = [writer.writeRepeatable(syncOf('a')), writer.writeRepeatable(syncOf('b'))];
      expect(await Promise.all(alone)).toEqual([normal, normal]);
      const together = [writer.writeRepeatable(syncOf('c')), writer.write(syncOf('d'))];
      expect(await Promise.all(together)).toEqual([full, full]);
      expect(await writer.write(syncOf('e'))).toBe(full);
      expect(notes()).toEqual(['note-a', 'note-b', 'note-c', 'note-d', 'note-e']);
    }));

  it('lets a work that throws take nothing of its neighbours with it, and nothing of itself stay', () =>
    withWriter(async ({ writer, notes, note }) => {
      const half = () => {
        note('half')();
        throw new Error('No');
      };
      const answers = await Promise.allSettled([
        writer.write(note('a')),
        writer.write(half),
        writer.write(note('b')),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(notes()).toEqual(['note-a', 'note-b']);
    }));

  it('acknowledges nothing of a transaction that cannot be committed, and writes the next one', () =>
    withWriter(async ({ db, writer, notes, note }) => {
      const dangling = () =>
        run(
          db,
          `INSERT INTO process (id, workflow_id, status, input_json, started_by, started_at)
           VALUES ('p', 'no workflow', 'A', '{}', 'maya', 0)`,
        );
      const exec = db.connection.exec.bind(db.connection);
      db.connection.exec = (sql) =>
        exec(sql === 'BEGIN IMMEDIATE' ? `${sql}; PRAGMA defer_foreign_keys = ON` : sql);
      const answers = await Promise.allSettled([writer.write(note('a')), writer.write(dangling)]);
      expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(notes()).toEqual([]);
      await writer.write(note('b'));
      expect(notes()).toEqual(['note-b']);
    }));

  it.each([true, false])(
    'goes on where the disk refuses also to undo, and waits for it again (undone all the same: %s)',
    (isUndone) =>
      withWriter(async ({ db, writer, notes, note }) => {
        const exec = db.connection.exec.bind(db.connection);
        const refused = () => Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
        const left = ['COMMIT', 'ROLLBACK'];
        db.connection.exec = (sql) => {
          if (sql !== left[0]) return exec(sql);
          left.shift();
          if (isUndone && sql === 'ROLLBACK') exec(sql);
          throw refused();
        };
        const answers = await Promise.allSettled([
          writer.writeRepeatable(note('a')),
          writer.writeRepeatable(note('b')),
        ]);
        const refusal = { reason: { code: 'STORE_UNAVAILABLE' } };
        expect(answers).toMatchObject([refusal, refusal]);
        const full = 2;
        expect(await writer.write(() => db.connection.pragma('synchronous', { simple: true }))).toBe(full);
        await writer.write(note('c'));
        expect(notes()).toEqual(['note-c']);
      }),
  );

  it('ends a transaction after a few milliseconds and goes on with the rest in a later turn', async () => {
    let now = 0;
    const slow = { now: () => (now += 4) };
    await withWriter(async ({ writer, commits, notes, note }) => {
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => writer.write(note(text))));
      expect(commits()).toBeGreaterThan(1);
      expect(notes()).toHaveLength(5);
    }, slow);
  });

  it('writes what is queued before it closes, and refuses what comes after', () =>
    withWriter(async ({ writer, notes, note }) => {
      const queued = writer.write(note('a'));
      writer.close();
      expect(notes()).toEqual(['note-a']);
      expect(await queued).toBe('a');
      await expect(writer.write(note('b'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    }));
});
