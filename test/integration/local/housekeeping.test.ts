import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { dataPaths } from '../../../src/local/data-folder.ts';
import { openTestAccount, startSource, temporaryFolder } from '../../support/account.ts';
import { fakeTime } from '../../support/fake-time.ts';
import { until } from '../../support/until.ts';

const day = 24 * 3_600_000;

const listening = `
document: { dsl: '1.0.3', namespace: test, name: listening, version: '1.0.0' }
do: [ { hear: { listen: { to: { one: { with: { type: com.example.never } } } } } } ]
`;

it('events go when nobody can come to them any more, not before; the oldest go in any case', async () => {
  using folder = temporaryFolder();
  const time = fakeTime();
  await using test = openTestAccount(folder.path, { time });
  const reader = new Sqlite(dataPaths(folder.path).database, { readonly: true });
  const kept = () => reader.prepare(`SELECT id FROM event ORDER BY position`).pluck().all();
  const publish = (id: string) =>
    test.client.events.publish({ event: { specversion: '1.0', id, source: 's', type: 'com.example.other' } });
  const after = async (days: number) => {
    time.advance(days * day);
    await test.account.host.settled();
  };

  await publish('before anybody');
  const processId = await startSource(test, listening);
  await publish('for a process that is open');
  expect(kept()).toHaveLength(2);
  await after(3);
  await until('the first is removed', () => kept().length === 1);
  expect(kept()).toEqual(['for a process that is open']);

  await test.client.processes.cancel({ processId });
  await test.account.host.settled();
  await after(1);
  await until('the second is removed', () => kept().length === 0);

  await startSource(test, listening);
  await publish('too old');
  await after(60);
  expect(kept()).toEqual(['too old']);
  await after(31);
  await until('the third is removed', () => kept().length === 0);
  reader.close();
});
