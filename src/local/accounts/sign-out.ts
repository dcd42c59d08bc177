import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorFields } from '../../service/error-fields.ts';
import type { AccountRegistry } from './account-registry.ts';
import { grantsOf } from './grants.ts';
import { oidcClientOf, type AccountParts, type ServerAccount } from './open-account.ts';
import { createServerCalls } from './server-calls.ts';

/** How long signing out waits for servers to hear of it, in milliseconds. */
const farewellMs = 5_000;

/** The server forgets this device and the provider this sign-in, if they can be reached now. */
export async function sayGoodbye(parts: AccountParts, { record, tokens }: ServerAccount): Promise<void> {
  const { timers, vault, log, fetch } = parts;
  const { serverUrl, deviceId, accountId, kind } = record;
  const refreshToken = vault.read(accountId)?.refreshToken ?? null;
  if (refreshToken === null) return;
  const calls = createServerCalls({ serverUrl, deviceId, fetch, tokens, timers });
  const goodbye = async (): Promise<void> => {
    if (kind === 'countersign') await calls.sync.devices.revoke({ deviceId });
    // The one of before was replaced if that needed a new access token.
    const latest = vault.read(accountId)?.refreshToken ?? refreshToken;
    await grantsOf(parts, kind).revoke(oidcClientOf(record), latest);
  };
  await Promise.race([
    goodbye().catch((error: unknown) =>
      log.warn('A server could not be told that somebody signed out', errorFields(error)),
    ),
    new Promise<void>((resolve) => timers.after(farewellMs, resolve)),
  ]);
}

/** Everything that this machine keeps of an account; the last thing to go is that it was there. */
export function clearAway(
  { folder, vault }: Pick<AccountParts, 'folder' | 'vault'>,
  registry: AccountRegistry,
  accountId: string,
): void {
  vault.remove(accountId);
  for (const name of namesIn(folder)) {
    const isItsOwn = name.startsWith(`${accountId}.db`) || name === `${accountId}-files`;
    if (isItsOwn) rmSync(join(folder, name), { recursive: true, force: true });
  }
  registry.remove(accountId);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
