import { expect, it } from 'vitest';
import { createPeopleCache } from '../../../../src/local/accounts/account-people.ts';
import type { AccountClient } from '../../../../src/local/accounts/combined/source.ts';
import { CountersignError } from '../../../../src/shared/errors.ts';

/** An account that counts how often it is asked. */
function account(answer: () => Promise<unknown> = async () => ({ users: [] })) {
  let asked = 0;
  const users = async () => {
    asked += 1;
    return answer();
  };
  const client = { people: { users: { list: users }, roles: { list: async () => ({ roles: [] }) } } };
  return { client: client as unknown as AccountClient, asked: () => asked };
}

it('[W7] who is in an account is asked again after a minute, and after a clock that was set back', async () => {
  let now = 1_000_000;
  const people = createPeopleCache({ now: () => now });
  const team = account();
  await people.of('team', team.client);
  now += 59_999;
  await people.of('team', team.client);
  expect(team.asked()).toBe(1);
  now += 1;
  await people.of('team', team.client);
  expect(team.asked()).toBe(2);
  now -= 3_600_000;
  await people.of('team', team.client);
  expect(team.asked()).toBe(3);
});

it('[W7] accounts are kept apart; one that could not be read, or was left, is asked anew', async () => {
  const people = createPeopleCache({ now: () => 0 });
  const team = account();
  const away = account(async () => {
    throw new CountersignError('OFFLINE');
  });
  await people.of('team', team.client);
  await expect(people.of('away', away.client)).rejects.toMatchObject({ code: 'OFFLINE' });
  await expect(people.of('away', away.client)).rejects.toMatchObject({ code: 'OFFLINE' });
  expect([team.asked(), away.asked()]).toEqual([1, 2]);
  people.forget('team');
  await people.of('team', team.client);
  expect(team.asked()).toBe(2);
});
