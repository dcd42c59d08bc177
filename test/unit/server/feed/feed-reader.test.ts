import { expect, test } from 'vitest';
import { createFeedReader } from '../../../../src/server/feed/feed-reader.ts';
import type { Reader, Row } from '../../../../src/server/store/database.ts';
import type { Actor } from '../../../../src/shared/human-task/actor.ts';
import type { UserId } from '../../../../src/shared/ids.ts';

const hostId = '01890000-0000-7000-8000-000000000001';
const as = (userId: string, ...permissions: string[]): Actor => ({
  userId: userId as UserId,
  permissions: new Set(permissions),
});

/** A database whose feeds have as many entries as said; a transaction ends when the test lets it. */
function scripted(amounts: Readonly<Record<string, number>>, textOf: () => string = () => '{}') {
  const transactions: { readonly users: string[]; readonly finish: (error?: Error) => void }[] = [];
  const rendered: string[] = [];
  const query: Reader['query'] = (_sql, ...parameters) => {
    const [, , users, afters, limit] = parameters as [string, number[], string[], number[], number];
    const rows = users.flatMap((userId, number): Row[] => {
      const head = amounts[userId] ?? 0;
      const after = afters[number] ?? 0;
      const base = { number, head, floor: 0, epoch: 'first' };
      const seqs = Array.from({ length: Math.min(limit, head - after) }, (_, index) => after + index + 1);
      if (seqs.length === 0) return [{ ...base, seq: null }];
      return seqs.map((seq) => ({
        ...base,
        seq,
        assignment_id: `${userId}-${seq}`,
        task_id: 'task',
        gone: false,
        changed_at: 0,
      }));
    });
    return Promise.resolve(rows);
  };
  const reader = createFeedReader({
    batches: 1,
    db: {
      async read(host, work) {
        const users: string[] = [];
        const spy: Reader['query'] = (sql, ...parameters) => {
          users.push(...(parameters[2] as string[]));
          return query(sql, ...parameters);
        };
        await new Promise<void>((resolve, reject) => {
          transactions.push({ users, finish: (error) => (error ? reject(error) : resolve()) });
        });
        return work({ hostId: host, query: spy });
      },
    },
    render: (_, viewed) => {
      rendered.push(...viewed.map(({ actor }) => actor.userId));
      const ids = viewed.flatMap(({ assignmentIds }) => assignmentIds);
      return Promise.resolve(new Map(ids.map((id) => [id, textOf()])));
    },
  });
  return { reader, transactions, rendered, turn: () => new Promise((resolve) => void setImmediate(resolve)) };
}

test('streams of one user that ask at once share one read, users of one host one transaction', async () => {
  const { reader, transactions, rendered, turn } = scripted({ alice: 1, bob: 1 });
  const parts = ['alice', 'alice', 'bob'].map((userId) => reader.read(hostId, as(userId), 0));
  await turn();
  expect(transactions).toHaveLength(1);
  transactions[0]?.finish();
  expect((await Promise.all(parts)).map(({ cursor }) => cursor)).toEqual([1, 1, 1]);
  expect(rendered).toEqual(['alice', 'bob']);
});

test('who asks while a read is under way is answered by the next one', async () => {
  const { reader, transactions, turn } = scripted({ alice: 1 });
  const first = reader.read(hostId, as('alice'), 0);
  await turn();
  const second = reader.read(hostId, as('alice'), 0);
  await turn();
  expect(transactions).toHaveLength(1);
  transactions[0]?.finish();
  await first;
  await turn();
  await turn();
  expect(transactions).toHaveLength(2);
  transactions[1]?.finish();
  expect((await second).cursor).toBe(1);
});

test('hosts take turns', async () => {
  const { reader, transactions, turn } = scripted({});
  const other = '01890000-0000-7000-8000-000000000002';
  const asked = Array.from({ length: 70 }, (_, index) => reader.read(hostId, as(`user${index}`), 0));
  asked.push(reader.read(other, as('alice'), 0));
  for (let index = 0; index < 3; index += 1) {
    await turn();
    transactions[index]?.finish();
    await turn();
  }
  await Promise.all(asked);
  expect(transactions.map(({ users }) => users.length)).toEqual([64, 1, 6]);
});

test('a part is at most 20 entries and about 256 kB, but at least one entry', async () => {
  const few = scripted({ alice: 30 });
  const part = few.reader.read(hostId, as('alice'), 0);
  await few.turn();
  few.transactions[0]?.finish();
  expect(await part).toMatchObject({ cursor: 20, more: true, head: 30 });

  const large = scripted({ alice: 3 }, () => `"${'x'.repeat(300 * 1024)}"`);
  const one = large.reader.read(hostId, as('alice'), 0);
  await large.turn();
  large.transactions[0]?.finish();
  expect(await one).toMatchObject({ cursor: 1, more: true });
});

test('those for whom a batch has become too large are answered by the next one', async () => {
  const users = Array.from({ length: 60 }, (_, index) => `user${index}`);
  const { reader, transactions, turn } = scripted(
    Object.fromEntries(users.map((user) => [user, 1])),
    () => `"${'x'.repeat(255 * 1024)}"`,
  );
  const parts = users.map((user) => reader.read(hostId, as(user), 0));
  await turn();
  transactions[0]?.finish();
  await parts[0];
  await turn();
  transactions[1]?.finish();
  expect((await Promise.all(parts)).map(({ cursor }) => cursor)).toEqual(users.map(() => 1));
  expect(transactions).toHaveLength(2);
});

test('a failed read fails all that it was for, and nothing else', async () => {
  const { reader, transactions, turn } = scripted({ alice: 1 });
  const failed = [reader.read(hostId, as('alice'), 0), reader.read(hostId, as('bob'), 0)];
  const settled = Promise.allSettled(failed);
  await turn();
  transactions[0]?.finish(new Error('Away'));
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const again = reader.read(hostId, as('alice'), 0);
  await turn();
  transactions[1]?.finish();
  expect((await again).cursor).toBe(1);
});

test('streams of one user whose tokens say different things are answered one after the other', async () => {
  const { reader, transactions, rendered, turn } = scripted({ alice: 1 });
  const parts = [
    reader.read(hostId, as('alice'), 0),
    reader.read(hostId, as('alice', 'portal.admin'), 0),
    reader.read(hostId, as('alice'), 0),
  ];
  await turn();
  transactions[0]?.finish();
  await parts[0];
  expect(rendered).toEqual(['alice']);
  await turn();
  transactions[1]?.finish();
  await Promise.all(parts);
  expect(rendered).toEqual(['alice', 'alice']);
});
