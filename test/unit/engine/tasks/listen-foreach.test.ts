import { describe, expect, it } from 'vitest';
import { aHost, answered, taskAt } from '../../../support/engine.ts';
import { arrives, listening, runs } from '../../../support/events.ts';

describe('foreach', () => {
  const chat = `
do:
  - hear:
      listen: { to: { any: [{ with: { type: said } }], until: { one: { with: { type: left } } } } }
      foreach:
        item: message
        at: position
        do:
          - reply: { set: { to: '\${ $message.from }', number: '\${ $position }', text: '\${ .text }' } }
        output: { as: '{ to: .to, number: .number }' }
        export: { as: { last: '\${ $output.to }' } }
  - after: { set: { heard: '\${ . }', last: '\${ $context.last }' } }
`;

  it('runs its tasks for every event as it comes; what they came to is the result', async () => {
    const host = aHost();
    host.expressions.evaluate = withObjects(host.expressions.evaluate);
    const process = runs(chat, host);
    arrives(host, 'said', { from: 'Ada', text: 'Hi' });
    const { state } = await process.wake();
    expect(taskAt(state, '/do/0/hear/foreach/do/0/reply').output).toEqual({
      to: 'Ada',
      number: 0,
      text: 'Hi',
    });
    arrives(host, 'said', { from: 'Bob', text: 'Ho' });
    arrives(host, 'left');
    const done = (await process.wake()).state;
    expect(taskAt(done, '/do/0/hear/foreach/do#2/0/reply').output).toMatchObject({ to: 'Bob', number: 1 });
    expect(done.output).toEqual({
      heard: [
        { to: 'Ada', number: 0 },
        { to: 'Bob', number: 1 },
      ],
      last: 'Bob',
    });
  });

  it('is done with one event before it looks at the next', async () => {
    const host = aHost();
    const process = runs(
      `
do:
  - hear:
      listen: { to: { any: [{ with: { type: order } }], until: { one: { with: { type: closed } } } } }
      foreach:
        do:
          - approve: { ask: { prompt: 'Order \${ $item }?', mode: approval } }
        output: { as: .value }
`,
      host,
    );
    for (const [type, data] of [
      ['order', 1],
      ['order', 2],
      ['closed', null],
    ] as const)
      arrives(host, type, data);
    const first = (await process.wake()).state;
    expect(taskAt(first, '/do/0/hear/foreach/do/0/approve').ask?.prompt).toBe('Order 1?');
    expect(first.tasks.get('/do/0/hear/foreach/do#2/0/approve')).toBeUndefined();
    process.replace((state) => answered(state, '/do/0/hear/foreach/do/0/approve', { value: 'APPROVED' }));
    const second = (await process.wake()).state;
    expect(taskAt(second, '/do/0/hear/foreach/do#2/0/approve').ask?.prompt).toBe('Order 2?');
    process.replace((state) => answered(state, '/do/0/hear/foreach/do#2/0/approve', { value: 'REJECTED' }));
    expect((await process.wake()).state.output).toEqual(['APPROVED', 'REJECTED']);
  });

  it('writes nothing while its task waits and nothing happens', async () => {
    const host = aHost();
    const process = runs(
      listening('{ to: { any: [] } }', '      foreach: { do: [{ pause: { wait: PT1H } }] }\n'),
      host,
    );
    arrives(host, 'a', 1);
    const before = await process.wake();
    const after = await process.wake();
    expect(taskAt(after.state, '/do/0/hear')).toBe(taskAt(before.state, '/do/0/hear'));
  });

  it('ends the process where a task in it says so', async () => {
    const host = aHost();
    const process = runs(
      `
do:
  - hear:
      listen: { to: { any: [], until: '\${ false }' } }
      foreach:
        do:
          - which:
              switch:
                - stop: { when: .stop, then: end }
                - other: { then: continue }
          - keep: { set: { kept: '\${ $item }' } }
  - never: { set: { reached: true } }
`,
      host,
    );
    arrives(host, 'a', { stop: false });
    arrives(host, 'b', { stop: true });
    const { state } = await process.wake();
    expect(state.status).toBe('completed');
    expect(state.output).toEqual([{ stop: true }]);
  });

  it('fails the task that listens when one of its tasks fails', async () => {
    const host = aHost();
    const process = runs(
      listening(
        '{ to: { any: [] } }',
        '      foreach: { do: [{ fail: { raise: { error: { type: urn:bad, status: 500 } } } }] }\n',
      ),
      host,
    );
    arrives(host, 'a', 1);
    expect((await process.wake()).state.error).toMatchObject({
      type: 'urn:bad',
      instance: '/do/0/hear/foreach/do/0/fail',
    });
  });

  it('holds its output against the schema that it has', async () => {
    const host = aHost();
    const process = runs(
      listening(
        '{ to: { any: [] } }',
        '      foreach: { output: { schema: { document: { type: object } } } }\n',
      ),
      host,
    );
    arrives(host, 'a', 'text');
    expect((await process.wake()).state.error).toMatchObject({
      type: 'https://serverlessworkflow.io/spec/1.0.0/errors/validation',
    });
  });
});

/** What the path evaluator does not know: an object of paths. */
function withObjects(evaluate: ReturnType<typeof aHost>['expressions']['evaluate']): typeof evaluate {
  return async (code, input, variables) => {
    const fields = /^\{ (.*) \}$/.exec(code)?.[1]?.split(', ');
    if (fields === undefined) return evaluate(code, input, variables);
    const entries = await Promise.all(
      fields.map(async (field) => {
        const [key = '', path = ''] = field.split(': ');
        return [key, await evaluate(path, input, variables)] as const;
      }),
    );
    return Object.fromEntries(entries);
  };
}
