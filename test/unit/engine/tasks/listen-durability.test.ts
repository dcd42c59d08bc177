import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance } from '../../../../src/engine/interpreter.ts';
import type { Json } from '../../../../src/shared/json.ts';
import { aDefinition, aHost, aProcess, recorded, type TestHost } from '../../../support/engine.ts';
import { arrives } from '../../../support/events.ts';

const definition = aDefinition(`
do:
  - first:
      listen: { to: { any: [{ with: { type: a } }, { with: { type: b } }], until: { one: { with: { type: stop } } } } }
      foreach:
        do:
          - keep: { set: { seen: '\${ $item }', at: '\${ $index }' } }
          - pause: { if: $item.slow, wait: { seconds: 1 } }
  - second: { listen: { to: { all: [{ with: { type: a } }, { with: { type: b } }] }, read: data } }
  - both: { set: { second: '\${ . }' } }
`);

type Step =
  | { readonly kind: 'arrives'; readonly type: string; readonly slow: boolean }
  | { readonly kind: 'walks' }
  /** A walk that was not written: the machine stopped. */
  | { readonly kind: 'dies' }
  | { readonly kind: 'time' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('arrives' as const),
    type: fc.constantFrom('a', 'b', 'stop', 'other'),
    slow: fc.boolean(),
  }),
  fc.constantFrom<Step>({ kind: 'walks' }, { kind: 'dies' }, { kind: 'time' }),
);

/** What the records of a process say after these steps and then as many walks as it takes. */
async function after(steps: readonly Step[]): Promise<unknown> {
  const host = aHost();
  let state = aProcess();
  const walk = async () => {
    state = recorded(state, await advance(definition, state, host));
  };
  for (const next of steps) {
    if (next.kind === 'arrives') publish(host, next);
    if (next.kind === 'walks') await walk();
    if (next.kind === 'dies') await advance(definition, state, host);
    if (next.kind === 'time') host.clock.advance(1_000);
  }
  for (let more = 0; more < 60; more += 1) {
    host.clock.advance(1_000);
    await walk();
  }
  const kept: Json[] = [];
  for (let visit = 1; ; visit += 1) {
    const done = state.tasks.get(`/do/0/first/foreach/do${visit > 1 ? `#${visit}` : ''}/0/keep`);
    if (done?.output === undefined) break;
    kept.push(done.output);
  }
  return { status: state.status, kept, output: state.output };
}

function publish(host: TestHost, { type, slow }: { type: string; slow: boolean }): void {
  arrives(host, type, { number: host.received.length, slow });
}

/** The same from the texts of the language alone. */
function expected(steps: readonly Step[]): unknown {
  const events = steps
    .filter((next) => next.kind === 'arrives')
    .map(({ type, slow }, number) => ({ type, data: { number, slow } }));
  const stop = events.findIndex(({ type }) => type === 'stop');
  const first = events
    .slice(0, stop < 0 ? undefined : stop)
    .filter(({ type }) => type === 'a' || type === 'b');
  const kept = first.map(({ data }, at) => ({ seen: data, at }));
  const rest = stop < 0 ? [] : events.slice(stop + 1);
  const second = ['a', 'b'].map((wanted) => rest.find(({ type }) => type === wanted));
  if (second.some((event) => event === undefined)) return { status: 'waiting', kept, output: undefined };
  const taken = rest.filter((event) => second.includes(event)).map(({ data }) => data);
  return { status: 'completed', kept, output: { second: taken } };
}

describe('listening', () => {
  it('takes the same events whenever they arrive, whenever it is walked and wherever it is stopped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        expect(await after(steps)).toEqual(expected(steps));
      }),
      { numRuns: 200 },
    );
  });
});
