import { describe, expect, test } from 'vitest';
import {
  forgetShown,
  nothingTold,
  planNotifications,
  planQuieter,
  type AskNow,
  type NotifyState,
} from '../../../src/main/notify/rules.ts';

function waiting(taskAsstId: string, risk: AskNow['risk'] = 'low'): AskNow {
  return { taskAsstId, risk, waiting: true };
}

function ended(taskAsstId: string): AskNow {
  return { taskAsstId, risk: 'low', waiting: false };
}

function afterTelling(...asks: AskNow[]): NotifyState {
  return planNotifications(nothingTold, asks, 'all').state;
}

const four = ['a', 'b', 'c', 'd'].map((id) => waiting(id));

describe('telling what waits', () => {
  test('each ask is shown by itself', () => {
    const { steps } = planNotifications(nothingTold, [waiting('a'), waiting('b')], 'all');
    expect(steps).toEqual([
      { kind: 'show', taskAsstId: 'a' },
      { kind: 'show', taskAsstId: 'b' },
    ]);
  });

  test('an ask is told once, however often something about it changes', () => {
    expect(planNotifications(afterTelling(waiting('a')), [waiting('a')], 'all').steps).toEqual([]);
  });

  test('an ask whose notification was dismissed is not told again', () => {
    const dismissed = forgetShown(afterTelling(waiting('a')), 'a');
    expect(planNotifications(dismissed, [waiting('a')], 'all').steps).toEqual([]);
  });

  test('three at once are shown, four become one summary', () => {
    expect(planNotifications(nothingTold, four.slice(0, 3), 'all').steps).toHaveLength(3);
    expect(planNotifications(nothingTold, four, 'all').steps).toEqual([{ kind: 'summarize', count: 4 }]);
  });

  test('an ask that comes after a summary is shown by itself', () => {
    const { steps } = planNotifications(afterTelling(...four), [waiting('e')], 'all');
    expect(steps).toEqual([{ kind: 'show', taskAsstId: 'e' }]);
  });

  test('a second summary counts everything that the person was told of and that still waits', () => {
    const more = ['e', 'f', 'g', 'h'].map((id) => waiting(id));
    const { steps } = planNotifications(afterTelling(...four), [ended('a'), ...more], 'all');
    expect(steps).toEqual([{ kind: 'summarize', count: 7 }]);
  });
});

describe('taking away', () => {
  test('an ask that ended, wherever it was answered, loses its notification', () => {
    const { steps, state } = planNotifications(afterTelling(waiting('a'), waiting('b')), [ended('a')], 'all');
    expect(steps).toEqual([{ kind: 'withdraw', taskAsstId: 'a' }]);
    expect([...state.shown]).toEqual(['b']);
  });

  test('an ask that ended before anybody was told is passed over in silence', () => {
    expect(planNotifications(nothingTold, [ended('a')], 'all').steps).toEqual([]);
  });

  test('nothing is withdrawn that the person took away already', () => {
    const dismissed = forgetShown(afterTelling(waiting('a')), 'a');
    expect(planNotifications(dismissed, [ended('a')], 'all').steps).toEqual([]);
  });

  test('a summary stays until the last of its asks has ended', () => {
    const some = planNotifications(afterTelling(...four), [ended('a'), ended('b'), ended('c')], 'all');
    expect(some.steps).toEqual([]);
    expect(planNotifications(some.state, [ended('d')], 'all').steps).toEqual([{ kind: 'withdraw-summary' }]);
  });

  test('an ask that comes round again after it ended is told again', () => {
    const { state } = planNotifications(afterTelling(waiting('a')), [ended('a')], 'all');
    expect(planNotifications(state, [waiting('a')], 'all').steps).toEqual([
      { kind: 'show', taskAsstId: 'a' },
    ]);
  });
});

describe('the setting', () => {
  test('high-risk only: the others are not told', () => {
    const { steps } = planNotifications(nothingTold, [waiting('a'), waiting('b', 'high')], 'high-risk');
    expect(steps).toEqual([{ kind: 'show', taskAsstId: 'b' }]);
  });

  test('none: nothing is told', () => {
    expect(planNotifications(nothingTold, [waiting('a', 'high')], 'none').steps).toEqual([]);
  });

  test('made quieter, it clears the desktop; made louder, it leaves it as it is', () => {
    const before = afterTelling(waiting('a'));
    expect(planQuieter(before, 'none').steps).toEqual([{ kind: 'withdraw', taskAsstId: 'a' }]);
    expect(planQuieter(afterTelling(...four), 'high-risk').steps).toEqual([{ kind: 'withdraw-summary' }]);
    expect(planQuieter(before, 'all').steps).toEqual([]);
  });
});
