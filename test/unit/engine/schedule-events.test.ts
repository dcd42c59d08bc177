import { describe, expect, it } from 'vitest';
import type { EventConsumption } from '../../../src/engine/definition/event-filter.ts';
import { noGatherings, startsOn, type Gatherings } from '../../../src/engine/schedule-events.ts';
import type { Json, JsonObject } from '../../../src/shared/json.ts';
import { pathExpressions } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';

/** Shows events to a schedule one after the other, its gatherings stored in between; the ids of what each one starts. */
async function starts(on: EventConsumption, events: readonly JsonObject[]): Promise<string[][][]> {
  let gatherings: Gatherings = noGatherings;
  const started: string[][][] = [];
  for (const [index, attributes] of events.entries()) {
    const event = anEvent({ type: 'a', id: `${index + 1}`, ...attributes });
    const result = await startsOn(on, gatherings, event, pathExpressions());
    gatherings = JSON.parse(JSON.stringify(result.gatherings)) as Gatherings;
    started.push(result.inputs.map((input) => (input as { id: string }[]).map(({ id }) => id)));
  }
  return started;
}

describe('a schedule that waits for events', () => {
  it('starts a process with each one, which gets the whole event in a list', async () => {
    const event = anEvent({ type: 'heartbeat.low', data: { patient: 7 } });
    const { inputs } = await startsOn(
      { one: { with: { type: 'heartbeat.low' } } },
      noGatherings,
      event,
      pathExpressions(),
    );
    expect(inputs).toEqual<Json[]>([[event]]);
    expect(
      await starts({ any: [{ with: { type: 'a' } }, { with: { type: 'b' } }] }, [{}, { type: 'b' }]),
    ).toEqual([[['1']], [['2']]]);
  });

  it('lets every other event pass', async () => {
    expect(
      await starts({ one: { with: { type: 'a', data: '${ .x == 1 }' } } }, [
        { type: 'b' },
        { data: { x: 2 } },
        { data: 'text' },
      ]),
    ).toEqual([[], [], []]);
  });

  it('starts one with all of its events as soon as the last one comes', async () => {
    const all: EventConsumption = { all: [{ with: { type: 'a' } }, { with: { type: 'b' } }] };
    expect(await starts(all, [{ type: 'b' }, { type: 'b' }, {}, {}])).toEqual([
      [],
      [],
      [['1', '3']],
      [['2', '4']],
    ]);
  });

  it('keeps apart what does not belong together', async () => {
    const correlate = { order: { from: '.data.order' } };
    const all: EventConsumption = {
      all: [
        { with: { type: 'paid' }, correlate },
        { with: { type: 'sent' }, correlate },
      ],
    };
    const events = [
      { type: 'paid', data: { order: 'A' } },
      { type: 'paid', data: { order: 'B' } },
      { type: 'sent', data: { order: 'B' } },
      { type: 'sent', data: { order: 'A' } },
    ];
    expect(await starts(all, events)).toEqual([[], [], [['2', '3']], [['1', '4']]]);
  });

  it('gathers until another event says that it is enough', async () => {
    const on: EventConsumption = {
      any: [{ with: { type: 'a' } }],
      until: { one: { with: { type: 'stop' } } },
    };
    expect(await starts(on, [{ type: 'stop' }, {}, {}, { type: 'stop' }, {}])).toEqual([
      [],
      [],
      [],
      [['2', '3']],
      [],
    ]);
  });

  it('gathers until a condition on what came holds', async () => {
    const on: EventConsumption = { any: [{ with: { type: 'a' } }], until: '.[1].id == "2"' };
    expect(await starts(on, [{}, {}, {}])).toEqual([[], [['1', '2']], []]);
  });

  it('does not pile up what nobody ever sends the rest of', async () => {
    const all: EventConsumption = { all: [{ with: { type: 'a' } }, { with: { type: 'b' } }] };
    let gatherings: Gatherings = noGatherings;
    for (let count = 0; count < 150; count += 1) {
      const event = anEvent({ type: 'a', id: String(count) });
      ({ gatherings } = await startsOn(all, gatherings, event, pathExpressions()));
    }
    expect(gatherings.groups).toHaveLength(100);
    expect(gatherings.groups[0]?.events[0]?.id).toBe('50');
  });

  it('has no input to expect anything from: such an event never comes', async () => {
    const on: EventConsumption = {
      one: { with: { type: 'a' }, correlate: { order: { from: '.data.order', expect: '.order' } } },
    };
    expect(await starts(on, [{ data: { order: 'A' } }, { data: { order: null } }])).toEqual([[], []]);
  });
});
