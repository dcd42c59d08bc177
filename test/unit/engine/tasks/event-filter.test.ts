import { describe, expect, it } from 'vitest';
import type { EventConsumption } from '../../../../src/engine/definition/event-filter.ts';
import { evaluateOnEvent, matchesFilter } from '../../../../src/engine/tasks/event-filter.ts';
import { eventTypesOf, planStrategy } from '../../../../src/engine/tasks/event-filter-plan.ts';
import { inWords } from '../../../../src/engine/tasks/event-filter-words.ts';
import { nothingGathered } from '../../../../src/engine/tasks/listen-strategy.ts';
import type { Json, JsonObject } from '../../../../src/shared/json.ts';
import { pathExpressions } from '../../../support/engine.ts';
import { anEvent } from '../../../support/events.ts';

const expressions = pathExpressions();
const evaluate = evaluateOnEvent((code, input) => expressions.evaluate(code, input, {}));
const planning = {
  input: { room: 'kitchen' },
  expression: (text: string): Promise<Json> => Promise.resolve(`value of ${text}`),
};

/** Whether a filter with these attributes takes the event. */
async function takes(wanted: JsonObject, attributes: JsonObject): Promise<boolean> {
  const strategy = await planStrategy({ one: { with: wanted } }, planning);
  const [filter] = strategy.filters;
  if (filter === undefined) throw new Error('Nothing was planned');
  return (await matchesFilter(filter, anEvent({ type: 'measured', ...attributes }), evaluate)) !== null;
}

describe('an attribute of a filter', () => {
  it.each<[string, JsonObject, JsonObject, boolean]>([
    ['is compared letter for letter', { type: 'measured' }, {}, true],
    ['does not take its beginning for the whole', { type: 'measure' }, {}, false],
    ['takes a dot for a dot', { source: 'https://example_org/sensor' }, {}, false],
    ['is not met by an event without it', { subject: 'x' }, {}, false],
    ['takes no inherited property for one', { toString: 'x' }, {}, false],
    ['is compared by type too', { roomid: 7 }, { roomid: '7' }, false],
    ['may be a number', { roomid: 7 }, { roomid: 7 }, true],
    [
      'may be a moment, however it is written',
      { time: '2026-01-01T12:00:00Z' },
      { time: '2026-01-01T13:00:00+01:00' },
      true,
    ],
    [
      'of another moment is another',
      { time: '2026-01-01T12:00:00Z' },
      { time: '2026-01-01T12:00:01Z' },
      false,
    ],
    [
      'may be a template, filled from the input',
      { source: 'urn:rooms:{room}' },
      { source: 'urn:rooms:kitchen' },
      true,
    ],
    ['may be a condition on the attribute', { subject: '${ . == "a" }' }, { subject: 'a' }, true],
    ['may be a condition that does not hold', { subject: '${ . == "a" }' }, { subject: 'b' }, false],
    ['may be a value that it must have', { subject: '${ "a" }' }, { subject: 'a' }, true],
    ['may be a value that it has not', { subject: '${ "a" }' }, { subject: 'b' }, false],
    ['may be a condition on the data', { data: '${ .room == "k" }' }, { data: { room: 'k' } }, true],
    ['whose condition fails on the data is not met', { data: '${ .room == "k" }' }, { data: 'text' }, false],
    ['that gives nothing is not met', { data: '${ .missing }' }, { data: { room: 'k' } }, false],
    ['may be part of the data', { data: { room: 'k' } }, { data: { room: 'k', more: 1 } }, true],
    ['may be deep in the data', { data: { a: { b: '${ . == 1 }' } } }, { data: { a: { b: 1, c: 2 } } }, true],
    ['may be in the data and not be there', { data: { a: { b: 1 } } }, { data: { a: [] } }, false],
    [
      'may be a list in the data, item for item',
      { data: { a: [1, '${ . == 2 }'] } },
      { data: { a: [1, 2] } },
      true,
    ],
    ['may be a list that is longer', { data: { a: [1] } }, { data: { a: [1, 2] } }, false],
    ['may be data that are no object', { data: 'x' }, { data: 'x' }, true],
  ])('%s', async (_, wanted, attributes, expected) => {
    expect(await takes(wanted, attributes)).toBe(expected);
  });

  it('lets everything through that is no fault of the event', async () => {
    const broken = evaluateOnEvent(() => Promise.reject(new TypeError('The thread is gone.')));
    const strategy = await planStrategy({ one: { with: { data: '${ .a }' } } }, planning);
    const [filter] = strategy.filters;
    if (filter === undefined) throw new Error('Nothing was planned');
    await expect(matchesFilter(filter, anEvent({ type: 'x', data: 1 }), broken)).rejects.toThrow(
      'The thread is gone.',
    );
  });

  it('is never code because of what an input puts into it', async () => {
    const strategy = await planStrategy(
      { one: { with: { source: '{room}' } } },
      { ...planning, input: { room: '${ true }' } },
    );
    expect(strategy.filters[0]?.with['source']).toEqual({ kind: 'is', value: '%24%7B%20true%20%7D' });
  });
});

describe('the types that a listener may be interested in', () => {
  it.each<[EventConsumption, readonly string[] | null]>([
    [{ one: { with: { type: 'a.b.c' } } }, ['a.b.c']],
    [
      { all: [{ with: { type: 'a' } }, { with: { type: 'b' } }, { with: { type: 'a', subject: 'x' } }] },
      ['a', 'b'],
    ],
    [{ any: [{ with: { type: 'a' } }], until: { one: { with: { type: 'z' } } } }, ['a', 'z']],
    [{ any: [{ with: { type: 'a' } }], until: '. | length > 2' }, ['a']],
    [{ any: [] }, null],
    [{ any: [{ with: { type: 'a' } }], until: { any: [] } }, null],
    [{ any: [{ with: { type: 'a' } }, { with: { source: 'urn:x' } }] }, null],
    [{ one: { with: { type: '${ $input.type }' } } }, null],
    [{ one: { with: { type: 'com.example.(a|b)' } } }, null],
  ])('of %j are %j', (to, types) => {
    expect(eventTypesOf(to)).toEqual(types);
  });
});

describe('what a listener waits for, in words', () => {
  it.each<[EventConsumption, string[]]>([
    [{ any: [] }, ['any event']],
    [
      { one: { with: { type: 'a', data: '${ .t > 38 }', subject: 'x', roomid: 7 } } },
      ['a, data ${ .t > 38 }, subject = x, roomid = 7'],
    ],
    [{ one: { with: { type: 'a.*', source: 'urn:{room}' } } }, ['type like a.*, source = urn:kitchen']],
    [{ one: { with: { data: { a: 1, b: ['x'] } } } }, ['data with a = 1 and b = [= x]']],
    [
      { any: [{ with: { type: 'a' }, correlate: { order: { from: '.data.o' } } }], until: '. | length > 2' },
      ['a, same order (.data.o)', 'until . | length > 2'],
    ],
    [
      { all: [{ with: { type: 'a' }, correlate: { order: { from: '.o', expect: '.id' } } }] },
      ['a, order (.o) = value of .id'],
    ],
  ])('%j', async (to, words) => {
    const strategy = await planStrategy(to, planning);
    expect(inWords(strategy, nothingGathered(strategy))).toEqual(words);
  });
});
