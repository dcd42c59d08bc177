import { describe, expect, it } from 'vitest';
import { dryRun } from '../../../src/engine/dry-run.ts';
import type { Answer } from '../../../src/shared/human-task/answer.ts';
import { start, tasksOf } from '../../support/engine.ts';

const yaml = `
  do:
    - decide: { ask: { prompt: x, mode: approval } }
    - route: { switch: [{ yes: { when: '.value == "APPROVED"', then: why } }] }
    - no: { raise: { error: { type: 'https://e/no', status: 409, title: Rejected } } }
    - why: { ask: { prompt: 'Why?' } }
    - done: { set: { why: '\${ .value }' } }
`;

function answers(given: Record<string, string>): { answers: Map<string, Answer> } {
  return {
    answers: new Map(
      Object.entries(given).map(([path, value]) => [
        path,
        { value, submittedAt: '2026-05-22T14:30:00.000Z' },
      ]),
    ),
  };
}

describe('a dry run', () => {
  it('shows what an answer leads to, up to where the process waits again', async () => {
    const { definition, state, host } = await start(yaml);
    const run = await dryRun(definition, state, answers({ '/do/0/decide': 'APPROVED' }), host);
    expect(run).toMatchObject({ status: 'waiting', error: null });
    expect(run.tasks.map(({ path, status }) => [path, status])).toEqual([
      ['/do/0/decide', 'completed'],
      ['/do/1/route', 'completed'],
      ['/do/3/why', 'waiting'],
    ]);
  });

  it('shows how another answer ends', async () => {
    const { definition, state, host } = await start(yaml);
    const run = await dryRun(definition, state, answers({ '/do/0/decide': 'REJECTED' }), host);
    expect(run).toMatchObject({ status: 'faulted', error: { title: 'Rejected' } });
  });

  it('answers what comes up on the way, when that is given too', async () => {
    const { definition, state, host } = await start(yaml);
    const both = answers({ '/do/0/decide': 'APPROVED', '/do/3/why': 'because' });
    expect(await dryRun(definition, state, both, host)).toMatchObject({
      status: 'completed',
      output: { why: 'because' },
      tasks: [{ name: 'decide' }, { name: 'route' }, { name: 'why', status: 'completed' }, { name: 'done' }],
    });
  });

  it('leaves the process as it was', async () => {
    const { definition, state, host } = await start(yaml);
    const before = structuredClone(tasksOf(state));
    await dryRun(definition, state, answers({ '/do/0/decide': 'APPROVED' }), host);
    expect(tasksOf(state)).toEqual(before);
  });

  it('without an answer that fits anything shows what is', async () => {
    const { definition, state, host } = await start(yaml);
    expect(await dryRun(definition, state, answers({ '/do/9/none': 'x' }), host)).toMatchObject({
      status: 'waiting',
      tasks: [],
    });
  });
});
