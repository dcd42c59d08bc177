import { describe, expect, it } from 'vitest';
import { advance } from '../../../../src/engine/interpreter.ts';
import { mostInstances } from '../../../../src/engine/limits.ts';
import type { ProcessState } from '../../../../src/engine/process-state.ts';
import { aHost, recorded, start, taskAt, type TestHost } from '../../../support/engine.ts';

const failing = (catching: string) => `
  do:
    - careful:
        try:
          - breaks:
              raise:
                error: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication', status: 503, title: Away }
        catch: ${catching}
    - after: { set: { done: true } }
`;

async function toTheEnd(yaml: string): Promise<{ pauses: number[]; state: ProcessState; host: TestHost }> {
  const host = aHost();
  const begun = await start(yaml, {}, host);
  let { state } = begun;
  const pauses: number[] = [];
  while (state.wakeAt !== null) {
    pauses.push(state.wakeAt - host.clock.now());
    host.clock.advance(state.wakeAt - host.clock.now());
    state = recorded(state, await advance(begun.definition, state, host));
  }
  return { pauses, state, host };
}

describe('a try', () => {
  it('passes over what it catches when it has no handler', async () => {
    const { result } = await start(failing('{}'));
    expect(result).toMatchObject({ status: 'completed', output: { done: true } });
  });

  it('hands the error to its handler under the name it gives', async () => {
    const { result } = await start(
      failing(`{ as: problem, do: [ { note: { set: { seen: '\${ $problem }' }, then: end } } ] }`),
    );
    expect(result.output).toMatchObject({
      seen: { status: 503, title: 'Away', instance: '/do/0/careful/try/0/breaks' },
    });
  });

  it.each([
    ['the same type', `type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication'`],
    ['its other address', `type: 'https://serverlessworkflow.io/dsl/errors/types/communication'`],
    ['status and title', `status: 503, title: Away`],
    ['its instance', `instance: /do/0/careful/try/0/breaks`],
  ])('catches by %s', async (_, filter) => {
    const { result } = await start(failing(`{ errors: { with: { ${filter} } } }`));
    expect(result.status).toBe('completed');
  });

  it.each([
    ['another status', `errors: { with: { status: 404 } }`],
    ['another type', `errors: { with: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/timeout' } }`],
    ['`when` that does not hold', `when: $error.missing`],
    ['`exceptWhen` that holds', `exceptWhen: $error.title`],
  ])('lets an error through that differs by %s', async (_, filter) => {
    const { result } = await start(failing(`{ ${filter} }`));
    expect(result).toMatchObject({ status: 'faulted', error: { status: 503 } });
  });

  it.each([
    ['constant', [3000, 3000, 3000]],
    ['linear', [3000, 6000, 9000]],
    ['exponential', [3000, 6000, 12000]],
  ])('pauses before each attempt with %s backoff', async (kind, expected) => {
    const { pauses, state } = await toTheEnd(
      failing(`{ retry: { delay: PT3S, backoff: { ${kind}: {} }, limit: { attempt: { count: 3 } } } }`),
    );
    expect(pauses).toEqual(expected);
    expect(state).toMatchObject({ status: 'faulted', error: { status: 503 } });
    expect(taskAt(state, '/do/0/careful/try#4/0/breaks').status).toBe('faulted');
  });

  it('shows the error and the next attempt while it pauses', async () => {
    const { state } = await start(failing('{ retry: { delay: PT3S, limit: { attempt: { count: 1 } } } }'));
    expect(taskAt(state, '/do/0/careful').wait).toMatchObject({
      kind: 'retry',
      attempt: 2,
      error: { title: 'Away' },
    });
  });

  it('adds jitter that is drawn once', async () => {
    const { pauses } = await toTheEnd(
      failing(
        '{ retry: { delay: PT1S, jitter: { from: PT0.2S, to: PT0.4S }, limit: { attempt: { count: 1 } } } }',
      ),
    );
    expect(pauses).toEqual([1300]);
  });

  it('does not begin an attempt after its limit of time', async () => {
    const { pauses } = await toTheEnd(failing('{ retry: { delay: PT4S, limit: { duration: PT10S } } }'));
    expect(pauses).toEqual([4000, 4000]);
  });

  it('handles what its policy could not mend', async () => {
    const { state } = await toTheEnd(
      failing(
        `{ retry: { delay: PT1S, limit: { attempt: { count: 1 } } }, do: [ { note: { set: { gaveUp: true }, then: end } } ] }`,
      ),
    );
    expect(state).toMatchObject({ status: 'completed', output: { gaveUp: true } });
  });

  it('ends an attempt that lasts too long and makes the next one', async () => {
    const { state } = await toTheEnd(`
      do:
        - careful:
            try:
              - slow: { wait: PT1H }
            catch:
              retry: { limit: { attempt: { count: 1, duration: PT5S } } }
    `);
    expect(state).toMatchObject({ status: 'faulted', error: { status: 408, instance: '/do/0/careful' } });
    expect(taskAt(state, '/do/0/careful/try/0/slow')).toMatchObject({
      status: 'cancelled',
      reason: 'timeout',
    });
    expect(taskAt(state, '/do/0/careful/try#2/0/slow')).toMatchObject({
      status: 'cancelled',
      reason: 'timeout',
    });
  });

  it('takes a retry policy by its name', async () => {
    const { pauses } = await toTheEnd(
      `use: { retries: { twice: { delay: PT2S, limit: { attempt: { count: 2 } } } } }\n${failing(
        '{ retry: twice }',
      )
        .split('\n')
        .map((line) => line.replace(/^ {2}/, ''))
        .join('\n')}`,
    );
    expect(pauses).toEqual([2000, 2000]);
  });

  it('makes no more attempts in a process that can begin no task any more', async () => {
    const host = aHost();
    const begun = await start(failing('{ retry: { delay: PT0S } }'), {}, host);
    const full = { ...begun.state.tasks, size: mostInstances };
    const result = await advance(begun.definition, { ...begun.state, tasks: full }, host);
    expect(result).toMatchObject({ status: 'faulted', error: { status: 500 } });
  });
});
