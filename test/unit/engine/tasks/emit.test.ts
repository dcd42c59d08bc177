import { describe, expect, it } from 'vitest';
import { aHost, start } from '../../../support/engine.ts';

const greet = `
  do:
    - greet:
        emit:
          event:
            with:
              source: https://example.org/greeter
              type: org.example.greeted.v1
              data: { name: '\${ .name }', loud: true }
`;

describe('an emitted event', () => {
  it('has what was written, evaluated, and is the output of its task', async () => {
    const { result } = await start(greet, { name: 'Ada' });
    expect(result.status).toBe('completed');
    expect(result.output).toEqual({
      specversion: '1.0',
      id: '0198a5d4-2f00-7000-8000-000000000001/do/0/greet',
      time: '2026-05-22T14:30:00.000Z',
      source: 'https://example.org/greeter',
      type: 'org.example.greeted.v1',
      data: { name: 'Ada', loud: true },
    });
    expect(result.events).toEqual([result.output]);
  });

  it('keeps its id and its moment whatever else is walked later, because it is recorded', async () => {
    const host = aHost();
    const { result, state } = await start(
      `${greet}    - later: { wait: { hours: 1 } }\n`,
      { name: 'Ada' },
      host,
    );
    expect(result.status).toBe('waiting');
    expect(state.tasks.get('/do/0/greet')?.output).toEqual(result.events[0]);
  });

  it('has an id of its own in each iteration', async () => {
    const { result } = await start(
      `
      do:
        - each:
            for: { in: .names }
            do:
              - greet: { emit: { event: { with: { source: 'urn:x', type: greeted, subject: '\${ $item }' } } } }
      `,
      { names: ['Ada', 'Grace'] },
    );
    expect(result.events.map(({ id, subject }) => [id, subject])).toEqual([
      ['0198a5d4-2f00-7000-8000-000000000001/do/0/each/do/0/greet', 'Ada'],
      ['0198a5d4-2f00-7000-8000-000000000001/do/0/each/do#2/0/greet', 'Grace'],
    ]);
  });

  it('takes id, time and extension attributes as they are given', async () => {
    const { result } = await start(
      `
      do:
        - tell:
            emit:
              event:
                with:
                  id: '\${ .order }'
                  source: urn:shop
                  type: ordered
                  time: '2026-01-02T03:04:05+01:00'
                  datacontenttype: application/json
                  roomid: 7
                  data: [1, 2]
      `,
      { order: 'A-1' },
    );
    expect(result.output).toEqual({
      specversion: '1.0',
      id: 'A-1',
      source: 'urn:shop',
      type: 'ordered',
      time: '2026-01-02T03:04:05+01:00',
      datacontenttype: 'application/json',
      roomid: 7,
      data: [1, 2],
    });
  });

  it('fills a template in its source from the input of the task', async () => {
    const { result } = await start(
      `
      do:
        - tell: { emit: { event: { with: { source: 'https://example.org/rooms/{room}/x', type: t } } } }
      `,
      { room: 'a b' },
    );
    expect(result.output).toMatchObject({ source: 'https://example.org/rooms/a%20b/x' });
  });

  it('has no attribute whose expression gives nothing', async () => {
    const { result } = await start(
      `
      do:
        - tell: { emit: { event: { with: { source: 'urn:x', type: t, subject: '\${ .missing }', data: '\${ .missing }' } } } }
      `,
    );
    expect(result.events).toHaveLength(1);
    expect(result.events[0]).not.toHaveProperty('subject');
    expect(result.events[0]).toHaveProperty('data', null);
  });

  it.each([
    ['a type that is no text', `{ source: 'urn:x', type: '\${ .number }' }`, 'type'],
    ['no type at all', `{ source: 'urn:x', type: '\${ .missing }' }`, 'type'],
    ['a time that is none', `{ source: 'urn:x', type: t, time: '\${ .word }' }`, 'time'],
  ])('with %s is a validation error', async (_, attributes, field) => {
    const { result } = await start(
      `
      do:
        - tell: { emit: { event: { with: ${attributes} } } }
      `,
      { number: 5, word: 'soon' },
    );
    expect(result.status).toBe('faulted');
    expect(result.events).toEqual([]);
    expect(result.error).toMatchObject({
      type: 'https://serverlessworkflow.io/spec/1.0.0/errors/validation',
      instance: '/do/0/tell',
    });
    expect(result.error?.detail).toContain(`${field}:`);
  });
});
