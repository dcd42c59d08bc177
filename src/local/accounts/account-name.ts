import type { AccountRecord } from './account-registry.ts';

/** Two accounts of one server are told apart by who is signed in. */
export function nameAmong(known: readonly AccountRecord[], serverName: string, userName: string): string {
  const isTaken = known.some(({ name }) => name === serverName);
  return isTaken ? `${serverName} (${userName})` : serverName;
}
