import { describe, expect, it } from 'vitest';
import { aHost, taskAt } from '../../../support/engine.ts';
import { arrives, listening, runs } from '../../../support/events.ts';

const one = listening('{ to: { one: { with: { type: started } } } }');

describe('a task that listens', () => {
  it('waits for its event and gives what it carries, in a list', async () => {
    const host = aHost();
    const process = runs(one, host);
    expect((await process.wake()).state.status).toBe('waiting');
    arrives(host, 'started', { car: 7 });
    const { state } = await process.wake();
    expect(state.status).toBe('completed');
    expect(state.output).toEqual([{ car: 7 }]);
  });

  it('says in words what it waits for, since when', async () => {
    const host = aHost();
    const { state } = await runs(one, host).wake();
    expect(taskAt(state, '/do/0/hear')).toMatchObject({
      status: 'waiting',
      wait: { kind: 'event', since: host.clock.now(), filters: ['started'] },
    });
  });

  it('takes an event that arrived before it began to listen', async () => {
    const host = aHost();
    arrives(host, 'started', 1);
    const { state } = await runs(one, host).wake();
    expect(state.output).toEqual([1]);
  });

  it('lets every other event pass and waits on', async () => {
    const host = aHost();
    const process = runs(one, host);
    await process.wake();
    arrives(host, 'stopped', 1);
    arrives(host, 'startedlate', 1);
    expect((await process.wake()).state.status).toBe('waiting');
  });

  it('writes nothing when it is woken for nothing', async () => {
    const host = aHost();
    const process = runs(one, host);
    const before = await process.wake();
    const after = await process.wake();
    expect(after.state.wakeAt).toBeNull();
    expect(taskAt(after.state, '/do/0/hear')).toBe(taskAt(before.state, '/do/0/hear'));
  });

  it('ends with its timeout like any other task', async () => {
    const host = aHost();
    const process = runs(listening('{ to: { any: [] } }', '      timeout: { after: PT1M }\n'), host);
    const { state } = await process.wake();
    expect(state.wakeAt).toBe(host.clock.now() + 60_000);
    host.clock.advance(60_000);
    expect((await process.wake()).state.error).toMatchObject({ status: 408, instance: '/do/0/hear' });
  });
});

describe('what is read of an event', () => {
  it.each([
    ['data', { data: 5 }, 5],
    [
      'envelope',
      { data: 5 },
      { specversion: '1.0', id: 'event-1', source: 'https://example.org/sensor', type: 'started', data: 5 },
    ],
    ['raw', { data: 5 }, 5],
    ['data', { data_base64: btoa('{"a":1}') }, { a: 1 }],
    ['raw', { data_base64: btoa('{"a":1}') }, btoa('{"a":1}')],
    ['data', { data_base64: btoa('hi'), datacontenttype: 'text/plain; charset=utf-8' }, 'hi'],
    ['data', { data_base64: btoa('\u00ff'), datacontenttype: 'image/png' }, btoa('\u00ff')],
    ['data', { data_base64: 'not base64!' }, 'not base64!'],
    ['data', {}, null],
  ])('as %s of %j is %j', async (read, attributes, expected) => {
    const host = aHost();
    arrives(host, 'started', undefined, attributes);
    const { state } = await runs(
      listening(`{ to: { one: { with: { type: started } } }, read: ${read} }`),
      host,
    ).wake();
    expect(state.output).toEqual([expected]);
  });
});

describe('listening to any', () => {
  it('of several events is over with the first', async () => {
    const host = aHost();
    const process = runs(listening('{ to: { any: [{ with: { type: a } }, { with: { type: b } }] } }'), host);
    const { state } = await process.wake();
    expect(taskAt(state, '/do/0/hear').wait).toMatchObject({ filters: ['a', 'b'] });
    arrives(host, 'b', 2);
    arrives(host, 'a', 1);
    expect((await process.wake()).state.output).toEqual([2]);
  });

  it('event at all takes whatever comes', async () => {
    const host = aHost();
    const process = runs(listening('{ to: { any: [] } }'), host);
    await process.wake();
    arrives(host, 'whatever', 'it is');
    expect((await process.wake()).state.output).toEqual(['it is']);
  });

  it('goes on until a condition on everything that came holds', async () => {
    const host = aHost();
    const process = runs(
      listening('{ to: { any: [{ with: { type: n } }], until: ". == [1, 2, 3]" } }'),
      host,
    );
    // The path evaluator of these tests knows no list literals.
    host.expressions.evaluate = (code, input) => {
      expect(code).toBe('. == [1, 2, 3]');
      return Promise.resolve(JSON.stringify(input) === '[1,2,3]');
    };
    for (const number of [1, 2]) arrives(host, 'n', number);
    expect((await process.wake()).state.status).toBe('waiting');
    for (const number of [3, 4]) arrives(host, 'n', number);
    expect((await process.wake()).state.output).toEqual([1, 2, 3]);
  });

  it('goes on until another event comes, which is no part of the result', async () => {
    const host = aHost();
    const process = runs(
      listening('{ to: { any: [{ with: { type: measured } }], until: { one: { with: { type: done } } } } }'),
      host,
    );
    arrives(host, 'measured', 1);
    arrives(host, 'measured', 2);
    const { state } = await process.wake();
    expect(taskAt(state, '/do/0/hear').wait).toMatchObject({ filters: ['measured', 'until done'] });
    arrives(host, 'done', 'bye');
    arrives(host, 'measured', 3);
    expect((await process.wake()).state.output).toEqual([1, 2]);
  });

  it('stops for all of the events of an `until` together', async () => {
    const host = aHost();
    const process = runs(
      listening('{ to: { any: [], until: { all: [{ with: { type: x } }, { with: { type: y } }] } } }'),
      host,
    );
    for (const type of ['x', 'a', 'x']) arrives(host, type, type);
    expect((await process.wake()).state.status).toBe('waiting');
    arrives(host, 'y', 'y');
    // The second x had nothing left to tell, so it was an event like any other.
    expect((await process.wake()).state.output).toEqual(['a', 'x']);
  });

  it('with `until` false never ends, and keeps nothing of what came but the last', async () => {
    const host = aHost();
    const process = runs(listening("{ to: { any: [], until: '${ false }' } }"), host);
    for (let count = 0; count < 20; count += 1) arrives(host, 'tick', count);
    const { state } = await process.wake();
    expect(state.status).toBe('waiting');
    expect(taskAt(state, '/do/0/hear').progress).toMatchObject({ count: 20, came: [19] });
  });
});

describe('listening to all', () => {
  const all = listening('{ to: { all: [{ with: { type: a } }, { with: { type: b } }] } }');

  it('takes one event for each filter, in the order in which they come', async () => {
    const host = aHost();
    const process = runs(all, host);
    arrives(host, 'b', 'b1');
    arrives(host, 'b', 'b2');
    const { state } = await process.wake();
    expect(taskAt(state, '/do/0/hear').wait).toMatchObject({ filters: ['a'] });
    arrives(host, 'a', 'a1');
    expect((await process.wake()).state.output).toEqual(['b1', 'a1']);
  });

  it('needs two events for two filters that are the same', async () => {
    const host = aHost();
    const process = runs(listening('{ to: { all: [{ with: { type: a } }, { with: { type: a } }] } }'), host);
    arrives(host, 'a', 1);
    expect((await process.wake()).state.status).toBe('waiting');
    arrives(host, 'a', 2);
    expect((await process.wake()).state.output).toEqual([1, 2]);
  });
});

describe('events that belong together', () => {
  const rooms = listening(`
        to:
          all:
            - with: { type: temperature }
              correlate: { room: { from: .roomid } }
            - with: { type: humidity }
              correlate: { room: { from: .roomid } }
  `);

  it('have the same value under a key: the first event settles which', async () => {
    const host = aHost();
    const process = runs(rooms, host);
    arrives(host, 'temperature', 20, { roomid: 'kitchen' });
    arrives(host, 'humidity', 80, { roomid: 'cellar' });
    expect((await process.wake()).state.status).toBe('waiting');
    arrives(host, 'humidity', 40, { roomid: 'kitchen' });
    expect((await process.wake()).state.output).toEqual([20, 40]);
  });

  it('settle nothing where an event has no such value', async () => {
    const host = aHost();
    const process = runs(rooms, host);
    arrives(host, 'temperature', 20);
    arrives(host, 'temperature', 21, { roomid: 'cellar' });
    arrives(host, 'humidity', 80, { roomid: 'cellar' });
    expect((await process.wake()).state.output).toEqual([21, 80]);
  });

  it.each([
    ['of the input', '.patient.id', 'P1'],
    ['of a variable', '${ $input.patient.id }', 'P1'],
    ['that is written down', 'P1', 'P1'],
    ['that is written down and means a number', "'12'", 12],
  ])('have the value that is expected, %s', async (_, expect_, value) => {
    const host = aHost();
    const process = runs(
      listening(
        `{ to: { one: { with: { type: admitted }, correlate: { patient: { from: .data.id, expect: '${expect_.replaceAll("'", '')}' } } } } }`,
      ),
      host,
      { patient: { id: 'P1' } },
    );
    arrives(host, 'admitted', { id: 'P2' });
    expect((await process.wake()).state.status).toBe('waiting');
    arrives(host, 'admitted', { id: value });
    expect((await process.wake()).state.output).toEqual([{ id: value }]);
  });
});

describe('which events a task sees', () => {
  it('two that listen one after the other each take their own', async () => {
    const host = aHost();
    const process = runs(
      `
do:
  - first: { listen: { to: { one: { with: { type: a } } } }, output: { as: '.[0]' } }
  - second: { listen: { to: { one: { with: { type: a } } } } }
`,
      host,
    );
    arrives(host, 'a', 1);
    const { state } = await process.wake();
    expect(taskAt(state, '/do/0/first').output).toBe(1);
    expect(taskAt(state, '/do/1/second').status).toBe('waiting');
    arrives(host, 'a', 2);
    expect((await process.wake()).state.output).toEqual([2]);
  });

  it('one that arrives between two listeners is not lost', async () => {
    const host = aHost();
    const process = runs(
      `
do:
  - first: { listen: { to: { one: { with: { type: a } } } } }
  - think: { wait: PT1M }
  - second: { listen: { to: { one: { with: { type: b } } } } }
`,
      host,
    );
    arrives(host, 'a', 1);
    await process.wake();
    arrives(host, 'b', 2);
    host.clock.advance(60_000);
    expect((await process.wake()).state.output).toEqual([2]);
  });

  it('two that listen side by side both see the same event', async () => {
    const host = aHost();
    arrives(host, 'a', 1);
    const process = runs(
      `
do:
  - both:
      fork:
        branches:
          - left: { listen: { to: { one: { with: { type: a } } } } }
          - right: { listen: { to: { one: { with: { type: a } } } } }
`,
      host,
    );
    expect((await process.wake()).state.output).toEqual([[1], [1]]);
  });

  it('the one that wins takes the others of a race with it', async () => {
    const host = aHost();
    const process = runs(
      `
do:
  - race:
      fork:
        compete: true
        branches:
          - paid: { listen: { to: { one: { with: { type: paid } } } } }
          - refused: { listen: { to: { one: { with: { type: refused } } } } }
`,
      host,
    );
    await process.wake();
    arrives(host, 'refused', 'no money');
    const { state } = await process.wake();
    expect(state.output).toEqual(['no money']);
    expect(taskAt(state, '/do/0/race/fork/branches/0/paid')).toMatchObject({
      status: 'cancelled',
      reason: 'lost',
    });
  });
});

describe('many events', () => {
  it('are looked at over several walks, and none is missed', async () => {
    const host = aHost();
    const process = runs(
      listening('{ to: { any: [{ with: { type: n } }], until: { one: { with: { type: stop } } } } }'),
      host,
    );
    for (let number = 0; number < 1_000; number += 1) arrives(host, 'n', number);
    arrives(host, 'stop');
    const { state, walks } = await process.wake();
    expect(state.output).toEqual(Array.from({ length: 1_000 }, (_, number) => number));
    expect(walks).toBeGreaterThan(3);
  });

  it('that are more than a process can hold are an error of it', async () => {
    const host = aHost();
    const large = 'x'.repeat(1024 * 1024);
    const process = runs(listening('{ to: { any: [], until: .never } }'), host);
    host.expressions.evaluate = () => Promise.resolve(false);
    for (let number = 0; number < 9; number += 1) arrives(host, 'n', large);
    const { state } = await process.wake();
    expect(state.status).toBe('faulted');
    expect(state.error?.detail).toContain('larger than');
  });
});
