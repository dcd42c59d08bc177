import { createORPCClient } from '@orpc/client';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serverAddress } from '../../../../src/renderer/features/settings/accounts/server-address.ts';
import { confirmedAt } from '../../../../src/renderer/features/task/confirmed-at.ts';
import type { WindowClient } from '../../../../src/renderer/client.ts';
import { anAccount, minutesAgo } from './samples.ts';

vi.mock('../../../../src/renderer/app/api.ts', () => ({ api: {} }));

describe('the address of a server', () => {
  it('is https where nothing is said, without what comes after its path', () => {
    expect(serverAddress(' tasks.example.com/ ')).toEqual({ kind: 'url', url: 'https://tasks.example.com' });
    expect(serverAddress('https://example.com/team/?x=1#y')).toEqual({
      kind: 'url',
      url: 'https://example.com/team',
    });
  });

  it('may be http on this computer only', () => {
    expect(serverAddress('localhost:8443')).toEqual({ kind: 'url', url: 'http://localhost:8443' });
    expect(serverAddress('http://127.0.0.1:9000')).toEqual({ kind: 'url', url: 'http://127.0.0.1:9000' });
    expect(serverAddress('http://tasks.example.com').kind).toBe('invalid');
    expect(serverAddress('http://localhost.evil.example').kind).toBe('invalid');
  });

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://',
    'two words',
    'https://me:pw@example.com',
  ])('is refused when it is %j', (text) => {
    expect(serverAddress(text).kind).toBe('invalid');
  });

  it('is nothing yet while nothing is typed', () => {
    expect(serverAddress('  ').kind).toBe('none');
  });
});

describe('since when a task is known to be true', () => {
  it('is the later of what the task and what its account has heard', () => {
    expect(confirmedAt({ confirmedTs: minutesAgo(9) }, anAccount({ confirmedTs: minutesAgo(2) }))).toBe(
      minutesAgo(2),
    );
    expect(confirmedAt({ confirmedTs: minutesAgo(1) }, anAccount({ confirmedTs: null }))).toBe(minutesAgo(1));
    expect(confirmedAt({ confirmedTs: null }, undefined)).toBeNull();
  });
});

describe('what the window knows of its accounts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is what it was told last, also after the connection was lost in between', async () => {
    const { followAccounts } = await import('../../../../src/renderer/app/accounts.ts');
    const told = [[anAccount({ state: 'offline' })], [anAccount({ state: 'online' })]];
    let subscriptions = 0;
    async function* stream(accounts: unknown) {
      yield { accounts };
      throw new Error('The port closed');
    }
    const client: WindowClient = createORPCClient({
      call: async () => {
        const accounts = told[subscriptions];
        subscriptions += 1;
        if (accounts === undefined) return new Promise(() => undefined);
        return stream(accounts);
      },
    });
    const utils = createTanstackQueryUtils(client);
    const cache = new QueryClient();
    cache.setQueryData(utils.outbox.list.queryKey({ input: {} }), { entries: [] });
    void followAccounts(client, utils, cache);
    const state = () =>
      cache.getQueryData(utils.accounts.list.queryKey())?.accounts.map((account) => account.state);
    await vi.advanceTimersByTimeAsync(10);
    expect(state()).toEqual(['offline']);
    expect(cache.getQueryState(utils.outbox.list.queryKey({ input: {} }))?.isInvalidated).toBe(true);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(state()).toEqual(['online']);
  });
});
