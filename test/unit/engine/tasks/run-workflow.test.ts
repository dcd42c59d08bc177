import { describe, expect, it } from 'vitest';
import { advance } from '../../../../src/engine/interpreter.ts';
import { aHost, recorded, returned, start, taskAt } from '../../../support/engine.ts';

const yaml = (more = '') => `
  do:
    - register:
        run:
          workflow: { namespace: test, name: register, version: '1.0.0', input: { name: '\${ .user }' } }
          ${more}
`;

function withWorkflow(): ReturnType<typeof aHost> {
  const host = aHost();
  host.workflows.set('test/register@1.0.0', 'workflow-7');
  return host;
}

describe('running another workflow', () => {
  it('starts it with the evaluated input and waits for its end', async () => {
    const { result, state } = await start(yaml(), { user: 'Ann' }, withWorkflow());
    expect(result.children).toEqual([
      { path: '/do/0/register', workflowId: 'workflow-7', input: { name: 'Ann' }, awaited: true },
    ]);
    expect(taskAt(state, '/do/0/register').wait).toMatchObject({ kind: 'child', workflowId: 'workflow-7' });
  });

  it('starts it once, however often the process is walked', async () => {
    const { definition, state, host } = await start(yaml(), { user: 'Ann' }, withWorkflow());
    expect((await advance(definition, state, host)).children).toEqual([]);
  });

  it('gives what it came to', async () => {
    const { definition, state, host } = await start(yaml(), { user: 'Ann' }, withWorkflow());
    const given = returned(state, '/do/0/register', { ok: true, output: { id: 7 } });
    expect(await advance(definition, given, host)).toMatchObject({ status: 'completed', output: { id: 7 } });
  });

  it('fails with its error, as the task that started it', async () => {
    const { definition, state, host } = await start(yaml(), { user: 'Ann' }, withWorkflow());
    const error = { type: 'https://example.com/no', status: 409, instance: '/do/3/elsewhere' };
    const result = await advance(definition, returned(state, '/do/0/register', { ok: false, error }), host);
    expect(result).toMatchObject({ status: 'faulted', error: { ...error, instance: '/do/0/register' } });
  });

  it('goes on at once with its own input when it does not wait for it', async () => {
    const { result } = await start(yaml('await: false'), { user: 'Ann' }, withWorkflow());
    expect(result).toMatchObject({
      status: 'completed',
      output: { user: 'Ann' },
      children: [{ awaited: false }],
    });
  });

  it('hands its own input on when none is written', async () => {
    const { result } = await start(
      `do: [ { register: { run: { workflow: { namespace: test, name: register, version: '1.0.0' } } } } ]`,
      { user: 'Ann' },
      withWorkflow(),
    );
    expect(result.children).toMatchObject([{ input: { user: 'Ann' } }]);
  });

  it('fails when there is no such workflow', async () => {
    const { result } = await start(yaml(), { user: 'Ann' });
    expect(result).toMatchObject({
      status: 'faulted',
      error: {
        status: 400,
        detail: 'There is no workflow test/register@1.0.0 here.',
        instance: '/do/0/register',
      },
      children: [],
    });
  });

  it('starts nothing when its process fails in the same walk', async () => {
    const { result } = await start(
      `
      do:
        - both:
            fork:
              branches:
                - register: { run: { workflow: { namespace: test, name: register, version: '1.0.0' } } }
                - breaks: { raise: { error: { type: 'https://example.com/broken', status: 500 } } }
      `,
      {},
      withWorkflow(),
    );
    expect(result).toMatchObject({ status: 'faulted', children: [] });
  });

  it('takes an end that came before the time was up', async () => {
    const host = withWorkflow();
    const begun = await start(
      yaml().replace('run:', 'timeout: { after: PT5S }\n        run:'),
      { user: 'Ann' },
      host,
    );
    host.clock.advance(6_000);
    const given = returned(begun.state, '/do/0/register', { ok: true, output: 'in time' });
    expect(await advance(begun.definition, given, host)).toMatchObject({ output: 'in time' });
    const late = await advance(begun.definition, begun.state, host);
    expect(taskAt(recorded(begun.state, late), '/do/0/register')).toMatchObject({
      status: 'faulted',
      wait: null,
    });
  });
});
