import { describe, expect, it } from 'vitest';
import {
  isArriving,
  connectionSummary,
  stateInWords,
  troubled,
  worstOf,
} from '../../../../src/renderer/app/account-words.ts';
import { ConnectionState } from '../../../../src/shared/contract/accounts.ts';
import { friday } from '../rows.ts';
import { anAccount, minutesAgo } from './samples.ts';

const inWords = (change: Parameters<typeof anAccount>[0]) => stateInWords(anAccount(change), friday, 'en-GB');

describe('how an account stands, in words', () => {
  it('is said for every state there is', () => {
    for (const state of ConnectionState.options) {
      expect(inWords({ state, problem: 'x' })).toMatch(/^[A-Z]/);
    }
  });

  it('says since when it is offline, with the day when that is not today', () => {
    const offline = { state: 'offline', nextTryTs: minutesAgo(-1) } as const;
    expect(inWords({ ...offline, confirmedTs: minutesAgo(28) })).toBe('Offline since 14:02');
    expect(inWords({ ...offline, confirmedTs: minutesAgo(24 * 60) })).toBe('Offline since yesterday 14:30');
    expect(inWords({ ...offline, confirmedTs: null })).toBe('Offline');
  });

  it('is no failure before it has been tried', () => {
    expect(inWords({ state: 'offline', confirmedTs: minutesAgo(90) })).toBe('Connecting…');
  });

  it('counts what has come while it catches up', () => {
    const progress = { done: 1_200, total: 8_000 };
    expect(inWords({ state: 'catching-up', progress })).toBe('Catching up: 1,200 of 8,000');
  });
});

describe('all accounts on one line', () => {
  const summary = (...accounts: Parameters<typeof anAccount>[0][]) =>
    connectionSummary(accounts.map(anAccount), friday, 'en-GB');

  it('is short when all is well', () => {
    expect(summary({})).toBe('Acme: Online');
    expect(summary({}, { name: 'Globex' })).toBe('2 accounts online');
  });

  it('names what is worst, and how many more there are', () => {
    expect(
      summary({ state: 'offline', problem: 'x' }, { name: 'Globex', state: 'token-expired' }, { name: 'Z' }),
    ).toBe('Globex: Sign-in needed (and 1 more)');
  });

  it('puts what only a person can mend before what mends itself', () => {
    const worst = worstOf([
      anAccount({ state: 'offline' }),
      anAccount({ state: 'device-revoked' }),
      anAccount({ state: 'catching-up' }),
    ]);
    expect(worst?.state).toBe('device-revoked');
    expect(worstOf([])).toBeUndefined();
  });
});

describe('what is told across the window', () => {
  const told = (change: Parameters<typeof anAccount>[0]) => troubled([anAccount(change)]).length === 1;

  it('is nothing for an account that is online, connecting, or nearly up to date', () => {
    expect(told({})).toBe(false);
    expect(told({ state: 'offline' })).toBe(false);
    expect(told({ state: 'catching-up', progress: { done: 0, total: 12 } })).toBe(false);
  });

  it('is everything that keeps answers from arriving', () => {
    expect(told({ state: 'offline', problem: 'The server cannot be reached' })).toBe(true);
    expect(told({ state: 'token-expired' })).toBe(true);
    expect(told({ state: 'device-revoked' })).toBe(true);
    expect(told({ state: 'server-too-new' })).toBe(true);
    expect(told({ state: 'catching-up', progress: { done: 0, total: 8_000 } })).toBe(true);
  });

  it('is an account that was signed out only while answers wait for it', () => {
    expect(told({ state: 'signed-out' })).toBe(false);
    expect(told({ state: 'signed-out', queued: 1 })).toBe(true);
  });

  it.each([
    ['for the first time', { state: 'catching-up', confirmedTs: null, progress: null }, true],
    ['page by page', { state: 'catching-up', progress: { done: 1, total: 9 } }, true],
    ['just signed in', { state: 'offline', confirmedTs: null, problem: null, nextTryTs: null }, true],
    ['looking whether there is news', { state: 'catching-up', progress: null }, false],
    ['just started', { state: 'offline', problem: null, nextTryTs: null }, false],
    ['without a network', { state: 'offline', confirmedTs: null, problem: 'No answer' }, false],
    ['with nothing left to come', { state: 'online', progress: null }, false],
  ] as const)('an empty list of an account %s', (_, account, arriving) => {
    expect(isArriving(anAccount({ confirmedTs: minutesAgo(1), ...account }))).toBe(arriving);
  });
});
