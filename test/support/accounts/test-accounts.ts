import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { openAccounts, type Accounts } from '../../../src/local/accounts/accounts.ts';
import { createCombinedRouter } from '../../../src/local/accounts/combined/combined-router.ts';
import type { AccountClient } from '../../../src/local/accounts/combined/source.ts';
import { createOidc } from '../../../src/local/accounts/oidc.ts';
import { openTokenVault } from '../../../src/main/accounts/token-vault.ts';
import type { Keystore } from '../../../src/main/secrets/secret-store.ts';
import type { CallContext } from '../../../src/local/caller.ts';
import { silentLog } from '../../../src/service/log.ts';
import { createSchemas } from '../../../src/shared/json-schema/schemas.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import type { Clock, Timers } from '../../../src/shared/clock.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import { openTestAccount, type TestAccount } from '../account.ts';
import { signInAs } from '../../../scripts/lib/person-in-browser.mjs';
import type { Team } from './team.ts';

export const workingKeystore: Keystore = {
  problem: () => null,
  encrypt: (text) => Buffer.from(text).reverse(),
  decrypt: (data) => Buffer.from(data).reverse().toString(),
};
export const noKeystore: Keystore = { ...workingKeystore, problem: () => 'There is no keystore.' };

export interface TestAccounts extends AsyncDisposable {
  readonly accounts: Accounts;
  readonly local: TestAccount;
  /** All accounts as one, as the window sees them. */
  readonly client: AccountClient;
  as(context: Partial<CallContext>): AccountClient;
  /** What the browser showed at the end of each sign-in. */
  readonly pages: { status: number; text: string }[];
}

export interface TestAccountsOptions {
  readonly keystore?: Keystore;
  /** What the person does when the browser opens; by default they sign in as `alice`. */
  readonly inBrowser?: (url: string) => Promise<{ status: number; text: string }>;
  readonly time?: Clock & Timers;
}

/** The accounts of one data folder, the local one among them; `folder` outlives it, as it does a run of the app. */
export function openTestAccounts(
  folder: string,
  team: Pick<Team, 'fetch'>,
  { keystore = workingKeystore, inBrowser = (url) => signInAs('alice', url), time }: TestAccountsOptions = {},
): TestAccounts {
  const local = openTestAccount(folder);
  const pages: { status: number; text: string }[] = [];
  const [clock, timers] = [time ?? systemClock, time ?? systemTimers];
  const accounts = openAccounts({
    registryFile: join(folder, 'accounts.json'),
    folder: join(folder, 'accounts'),
    local: local.account,
    userName: 'maya',
    deviceName: 'a test',
    vault: openTokenVault(join(folder, 'tokens.json'), keystore, silentLog),
    oidc: createOidc({ clock: systemClock, fetch: team.fetch }),
    fetch: team.fetch,
    openBrowser: async (url) => {
      inBrowser(url).then(
        (page) => pages.push(page),
        () => {
          // The app has stopped listening.
        },
      );
    },
    schemas: createSchemas(),
    clock,
    timers,
    ids: systemIds,
    random: () => 0.5,
    log: silentLog,
  });
  accounts.start();
  const router = createCombinedRouter({ ...accounts, local: local.account.router, log: silentLog });
  const as = (context: Partial<CallContext>): AccountClient =>
    createRouterClient(router, { context: { actor: local.account.actor, source: 'window', ...context } });
  return {
    accounts,
    local,
    pages,
    as,
    client: as({}),
    async [Symbol.asyncDispose]() {
      await accounts.close();
      await local[Symbol.asyncDispose]();
    },
  };
}
