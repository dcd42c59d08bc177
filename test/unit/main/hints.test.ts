import { describe, expect, it } from 'vitest';
import { followHints } from '../../../src/main/accounts/hints.ts';
import { fakeTime } from '../../support/fake-time.ts';

function hints() {
  const time = fakeTime();
  const told: string[] = [];
  const state = { online: true, resume: () => {} };
  const stop = followHints(
    {
      timers: time,
      isOnline: () => state.online,
      onResume(listener) {
        state.resume = listener;
        return () => (state.resume = () => {});
      },
    },
    (reason) => told.push(reason),
  );
  return { time, told, state, stop };
}

describe('hints that a server may be reached again', () => {
  it('are given once each time that the network comes back', () => {
    const { time, told, state } = hints();
    time.advance(60_000);
    expect(told).toEqual([]);
    state.online = false;
    time.advance(60_000);
    state.online = true;
    time.advance(60_000);
    expect(told).toEqual(['online']);
  });

  it('are given after sleep, and not after they were stopped', () => {
    const { time, told, state, stop } = hints();
    state.resume();
    expect(told).toEqual(['resumed']);
    state.online = false;
    time.advance(3_000);
    stop();
    state.online = true;
    time.advance(60_000);
    state.resume();
    expect(told).toEqual(['resumed']);
  });
});
