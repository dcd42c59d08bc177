import { readFileSync } from 'node:fs';
import { dataPaths } from '../../src/local/data-folder.ts';
import { picturesOf } from '../support/e2e/pictures.ts';
import { go, rows } from '../support/e2e/window.ts';
import { accountsOf, isState } from '../support/team/sign-in-window.ts';
import { expect, test } from '../support/team/team-test.ts';

test('with a keystore a sign-in lasts over a restart, and is renewed without the person', async ({
  server,
  sit,
}) => {
  const title = 'Sign the lease of the warehouse';
  const alice = await sit('alice', { keystore: true });
  await server.ask({ title });
  await expect(rows(alice.running.window).filter({ hasText: title })).toHaveCount(1);
  await expect(
    (await accountsOf(alice.running)).getByText('Signing in does not last on this computer'),
  ).toHaveCount(0);
  await picturesOf(alice.running, 'team-accounts');
  await alice.restart();
  await isState(alice.running, 'Online');
  await go(alice.running.window, 'Inbox');
  await expect(rows(alice.running.window).filter({ hasText: title })).toHaveCount(1);
  const kept = readFileSync(dataPaths(alice.running.dataFolder).tokens, 'utf8');
  expect(kept).not.toContain('refreshToken');
});

test('without a keystore it lasts until the app is closed; what was synced is there, and signing in again goes on', async ({
  server,
  sit,
}) => {
  const title = 'Renew the contract of the cleaners';
  const bob = await sit('bob');
  await server.ask({ title });
  await expect(rows(bob.running.window).filter({ hasText: title })).toHaveCount(1);
  await expect(
    (await accountsOf(bob.running)).getByText('Signing in does not last on this computer'),
  ).toBeVisible();
  await bob.restart();
  const { window } = bob.running;
  await isState(bob.running, 'Sign-in needed');
  await go(window, 'Inbox');
  await expect(rows(window).filter({ hasText: title })).toHaveCount(1);
  await picturesOf(bob.running, 'team-sign-in-needed');
  await window
    .getByRole('region', { name: 'Connection' })
    .getByRole('button', { name: 'Sign in to Acme again' })
    .click();
  await isState(bob.running, 'Online');
});

test('[O9] a device that is revoked hears of it at once and answers wait; signing out takes everything away', async ({
  server,
  sit,
}) => {
  const title = 'Order the new press';
  const bob = await sit('bob');
  await server.ask({ title });
  const { window } = bob.running;
  await expect(rows(window).filter({ hasText: title })).toHaveCount(1);
  const bobs = await server.as('bob');
  const devices = (await bobs.devices()).filter(({ current, revokedTs }) => !current && revokedTs === null);
  for (const { deviceId } of devices) await bobs.post(`/devices/${deviceId}/revoke`);
  await isState(bob.running, 'This device was revoked', 5_000);
  await picturesOf(bob.running, 'team-revoked');
  await window
    .getByRole('region', { name: 'Connection' })
    .getByRole('button', { name: 'Sign in to Acme again' })
    .click();
  await isState(bob.running, 'Online');

  const section = await accountsOf(bob.running);
  await section.getByRole('button', { name: 'Sign out of Acme' }).click();
  await section.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(section.getByText('Acme')).toHaveCount(0);
  await go(window, 'Inbox');
  await expect(rows(window)).toHaveCount(0);
  expect((await bob.running.api.accounts.list({})).accounts).toHaveLength(1);
});
