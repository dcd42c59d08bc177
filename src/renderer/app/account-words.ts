import type { Account, ConnectionState } from '../../shared/contract/accounts.ts';
import { strings } from '../strings.ts';
import { clockTime, daysBetween, longTime } from '../ui/times.ts';

const words = strings.accounts;

/** What keeps most from working comes first; an account that is signed out waits for nothing. */
const bySeverity: readonly ConnectionState[] = [
  'device-revoked',
  'access-ended',
  'token-expired',
  'server-too-new',
  'server-too-old',
  'signing-in',
  'offline',
  'catching-up',
  'signed-out',
  'online',
];

/** The account that there is most to say of; undefined: there are none. */
export function worstOf(servers: readonly Account[]): Account | undefined {
  return servers.toSorted((one, other) => severity(one) - severity(other))[0];
}

/** Those that need to be told across the window, the most serious first. */
export function troubled(servers: readonly Account[]): Account[] {
  return servers
    .filter((account) => isTold(account))
    .toSorted((one, other) => severity(one) - severity(other));
}

/** Just started: it has not been tried yet. */
export function isConnecting({ state, problem, nextTryTs }: Account): boolean {
  return state === 'offline' && problem === null && nextTryTs === null;
}

/** What waits on its server is on its way here: a list without tasks says nothing yet. */
export function isArriving(account: Account): boolean {
  const { state, progress, confirmedTs } = account;
  if (state === 'catching-up') return confirmedTs === null || progress !== null;
  return confirmedTs === null && isConnecting(account);
}

/** How it stands to its server, in a few words. */
export function stateInWords(account: Account, now: number, locale?: string): string {
  const { state, progress, confirmedTs } = account;
  if (isConnecting(account)) return words.connecting;
  if (state === 'catching-up' && progress !== null) {
    return words.catchingUp(counted(progress.done, locale), counted(progress.total, locale));
  }
  return state === 'offline' && confirmedTs !== null
    ? words.offlineSince(moment(confirmedTs, now, locale))
    : words.states[state];
}

/** All of them on one line: only what is not as it should be is named. */
export function connectionSummary(servers: readonly Account[], now: number, locale?: string): string {
  const notOnline = servers.filter(({ state }) => state !== 'online');
  const worst = worstOf(notOnline);
  if (worst === undefined) {
    const [only] = servers;
    return servers.length === 1 && only !== undefined
      ? words.named(only.name, words.states.online)
      : words.allOnline(servers.length);
  }
  const text = words.named(worst.name, stateInWords(worst, now, locale));
  return notOnline.length === 1 ? text : words.andMore(text, notOnline.length - 1);
}

/** Whether its server can be asked now. */
export function isReachable({ state }: Account): boolean {
  return state === 'online' || state === 'catching-up';
}

/** Whether something is amiss that waiting alone may not mend. */
export function needsPerson(state: ConnectionState): boolean {
  return ['token-expired', 'device-revoked', 'access-ended', 'server-too-old', 'server-too-new'].includes(
    state,
  );
}

export function counted(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** `14:02`, or with its day when that is not today. */
function moment(at: string, now: number, locale?: string): string {
  return daysBetween(Date.parse(at), now) === 0 ? clockTime(at, locale) : longTime(at, now, locale);
}

/** A handful of changes is there before one has read that they are coming. */
const manyChanges = 100;

function isTold(account: Account): boolean {
  const { state, progress, queued } = account;
  if (state === 'catching-up') return progress !== null && progress.total >= manyChanges;
  if (state === 'signed-out') return queued > 0;
  return state !== 'online' && !isConnecting(account);
}

function severity({ state }: Account): number {
  return bySeverity.indexOf(state);
}
