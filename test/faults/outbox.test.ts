import { execFile } from 'node:child_process';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { CrashPoint } from '../../src/local/reach.ts';
import { temporaryFolder } from '../support/account.ts';
import { listen, ScriptedServer } from '../support/sync/scripted-server.ts';

// I1: every acknowledged answer survives. I2: none is applied twice. I3: no half transaction.

const child = join(import.meta.dirname, '../support/outbox-crash-child.ts');

interface Run {
  readonly signal: string | null;
  readonly lines: readonly string[];
}

/** Not synchronously: the server is in this process. */
function run(args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [child, ...args], { encoding: 'utf8' }, (error, stdout, stderr) => {
      const signal = error?.signal ?? null;
      if (error !== null && signal !== 'SIGKILL') reject(new Error(`The child failed: ${stderr}`));
      else resolve({ signal, lines: stdout.split('\n').filter((line) => line !== '') });
    });
  });
}

describe('an app that is killed on the way of an answer to its server', () => {
  it.each<[CrashPoint, number]>([
    ['migration.statement', 3],
    ['feed.before-commit', 1],
    ['feed.applied', 1],
    ['outbox.written', 1],
    ['outbox.written', 2],
    ['outbox.sending', 1],
    ['outbox.answered', 1],
    ['outbox.answered', 2],
    ['outbox.recorded', 1],
    ['outbox.recorded', 2],
  ])(
    '%s (time %i): each acknowledged answer reaches the server exactly once (invariants 1, 2 and 3)',
    async (point, nth) => {
      using folder = temporaryFolder();
      const server = new ScriptedServer();
      server.commandsAtOnce = 100;
      const answer = [server.model.create(), server.model.create()].map(({ taskAsstId }) => taskAsstId);
      const url = await listen(server);
      const args = [`--folder=${folder.path}`, `--server=${url}`];
      const killed = await run([...args, `--point=${point}`, `--nth=${nth}`, `--answer=${answer.join(',')}`]);
      expect(killed.signal).toBe('SIGKILL');
      const again = await run([...args, `--answer=${answer.join(',')}`]);
      expect(again.signal).toBeNull();
      expect(again.lines.at(-1)).toBe('delivered delivered');
      const completed = server.model.applied.map(({ assignmentId }) => assignmentId);
      expect(completed.toSorted()).toEqual(answer.toSorted());
      const store = new Sqlite(join(folder.path, 'team.db'), { readonly: true });
      expect(store.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(store.pragma('foreign_key_check')).toEqual([]);
      store.close();
    },
  );
});
