import { describe, expect, it } from 'vitest';
import { resolveEffect } from '../../../src/engine/effect-arguments.ts';
import type { Effect } from '../../../src/engine/effect.ts';
import { ExpressionError, type WorkflowError } from '../../../src/engine/errors.ts';
import type { Variables } from '../../../src/engine/host.ts';
import type { Json } from '../../../src/shared/json.ts';
import { aHost, start, taskAt } from '../../support/engine.ts';

const yaml = `
  use: { secrets: [token] }
  do:
    - each:
        for: { in: .ids }
        do:
          - get:
              call: http
              with:
                method: get
                endpoint: 'https://example.com/'
                headers: { authorization: 'Bearer \${ $secrets.token }', item: '\${ $item }' }
                body: { key: '\${ $secrets.token }', plain: '\${ .ids }' }
`;
const path = '/do/0/each/do/0/get';

describe('the arguments of an effect', () => {
  it('are recorded without the secrets that they name', async () => {
    const host = aHost();
    host.secrets.set('token', 'hush');
    const { state } = await start(yaml, { ids: ['7'] }, host);
    const recorded = JSON.stringify(taskAt(state, path).plan);
    expect(recorded).not.toContain('hush');
    expect(recorded).toContain('$deferred');
    expect(taskAt(state, path).plan).toMatchObject({ headers: { item: '7' }, body: { plain: ['7'] } });
  });

  it('have them when the effect runs', async () => {
    const host = aHost();
    host.secrets.set('token', 'hush');
    const { state } = await start(yaml, { ids: ['7'] }, host);
    const task = taskAt(state, path);
    expect(await resolveEffect(task.plan as unknown as Effect, task, host)).toMatchObject({
      headers: { authorization: 'Bearer hush', item: '7' },
      body: { key: 'hush', plain: ['7'] },
    });
  });

  it('take the singular that other runtimes have, too', async () => {
    const host = aHost();
    host.secrets.set('token', 'hush');
    const { state } = await start(yaml.replaceAll('$secrets.', '$secret.'), { ids: ['7'] }, host);
    const task = taskAt(state, path);
    expect(JSON.stringify(task.plan)).not.toContain('hush');
    expect(await resolveEffect(task.plan as unknown as Effect, task, host)).toMatchObject({
      body: { key: 'hush' },
    });
  });

  it('fail by the name of a secret that is gone by then', async () => {
    const host = aHost();
    host.secrets.set('token', 'hush');
    const { state } = await start(yaml, { ids: ['7'] }, host);
    host.secrets.clear();
    const task = taskAt(state, path);
    await expect(resolveEffect(task.plan as unknown as Effect, task, host)).rejects.toThrow(
      /"token" is not set/,
    );
  });

  it('are no place for data that pretends to be a stand-in', async () => {
    const host = aHost();
    host.secrets.set('token', 'hush');
    const hostile = { $deferred: '${ $secrets.token }', variables: {} };
    const { result } = await start(
      yaml.replace("plain: '${ .ids }'", "plain: '${ $item }'"),
      { ids: [hostile] },
      host,
    );
    expect(result).toMatchObject({ status: 'faulted', error: { status: 400 } });
    expect(JSON.stringify(result)).not.toContain('hush');
  });
});

describe('a secret that is not set', () => {
  const reading = `
    use: { secrets: [token] }
    do:
      - plain: { set: { a: 1 } }
      - read: { set: { key: '\${ $secrets.token }' } }
  `;

  it('fails the task that reads it, by its name', async () => {
    const { result } = await start(reading);
    expect(result).toMatchObject({
      status: 'faulted',
      error: {
        type: expect.stringMatching(/authorization$/) as string,
        detail: 'The secret "token" is not set on this computer.',
        instance: '/do/1/read',
      },
    });
  });

  it('is no trouble to a process that does not read it', async () => {
    const { result } = await start(yaml, { ids: [] });
    expect(result.status).toBe('completed');
  });
});

describe('an expression that reads secrets', () => {
  const calling = (argument: string) => `
    use: { secrets: [token, other] }
    do:
      - get: { call: http, with: { method: get, endpoint: 'https://example.com/', headers: { key: '${argument}' } } }
  `;

  /** Runs it with a jq that fails and quotes what it got, as jq does. */
  async function failure(argument: string): Promise<WorkflowError> {
    const host = { ...aHost(), expressions: quotingJq };
    host.secrets.set('token', 'hush');
    const { state } = await start(calling(argument), {}, host);
    const task = taskAt(state, '/do/0/get');
    expect(JSON.stringify(task)).not.toContain('hush');
    return resolveEffect(task.plan as unknown as Effect, task, host).then(
      () => expect.fail('It did not fail'),
      (error: unknown) => error as WorkflowError,
    );
  }

  let given: Json | undefined;
  const quotingJq = {
    calls: [],
    evaluate(_code: string, _input: Json, { secrets }: Variables): Promise<Json> {
      given = secrets;
      return Promise.reject(new ExpressionError(`${JSON.stringify(secrets)} is no number`));
    },
  };

  it('fails without showing them', async () => {
    const error = await failure('${ $secrets.token | tonumber }');
    expect(given).toEqual({ token: 'hush' });
    expect(error.problem.type).toMatch(/expression$/);
    expect(error.problem.detail).toContain('$secrets.token | tonumber');
    expect(`${error.problem.detail}${String(error.cause)}`).not.toContain('hush');
  });

  it.each(['${ $secrets | .token }', '${ $secrets as $all | $all.token }'])(
    'gets all that are set where it does not say which: %s',
    async (argument) => {
      await failure(argument);
      expect(given).toEqual({ token: 'hush' });
    },
  );
});
