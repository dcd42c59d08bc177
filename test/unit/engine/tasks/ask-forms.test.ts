import { describe, expect, it } from 'vitest';
import { advance } from '../../../../src/engine/interpreter.ts';
import type { Ask } from '../../../../src/shared/human-task/ask.ts';
import type { Json } from '../../../../src/shared/json.ts';
import { aHost, answered, problemsOf, recorded, start, taskAt } from '../../../support/engine.ts';

const path = '/do/0/decide';

async function asked(ask: string, input: Json = {}): Promise<Ask> {
  const { state, result } = await start(`do: [{ decide: { ask: ${ask} } }]`, input);
  const found = taskAt(state, path).ask;
  if (found === null) throw new Error(`Nothing was asked: ${JSON.stringify(result.error)}`);
  return found;
}

const form = `{
  prompt: 'Limit for \${ .customer }?',
  mode: form,
  schema: {
    type: object,
    properties: {
      approvedLimit: { type: number, title: 'Limit for \${ nobody }', default: '\${ .proposed }' },
      currency: { enum: '\${ .currencies }' }
    },
    required: [approvedLimit]
  },
  uiSchema: { approvedLimit: { 'ui:help': '\${ .hint }' } },
  default: { approvedLimit: '\${ .proposed }' }
}`.replace(/\s+/g, ' ');

describe('a form', () => {
  it('is evaluated when it begins: its schema, its hints and what is filled in at first', async () => {
    const input = { customer: 'Ada', proposed: 500, currencies: ['EUR', 'NOK'], hint: 'At most 10 000' };
    expect(await asked(form, input)).toMatchObject({
      prompt: 'Limit for Ada?',
      mode: 'object',
      options: [],
      allowComment: false,
      schema: {
        type: 'object',
        properties: {
          // Only what is an expression as a whole is one.
          approvedLimit: { type: 'number', title: 'Limit for ${ nobody }', default: 500 },
          currency: { enum: ['EUR', 'NOK'] },
        },
        required: ['approvedLimit'],
      },
      uiSchema: { approvedLimit: { 'ui:help': 'At most 10 000' } },
      default: { approvedLimit: 500 },
    });
  });

  it('may come from data as a whole', async () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const ask = await asked("{ prompt: x, mode: object, schema: '${ .form }' }", { form: schema });
    expect(ask.schema).toEqual(schema);
  });

  it('may begin with only some fields, which is no answer yet', async () => {
    const ask = await asked('{ prompt: x, mode: object, schema: { required: [a, b] }, default: { a: 1 } }');
    expect(ask.default).toEqual({ a: 1 });
  });

  it('gives the object that was answered', async () => {
    const { definition, state, host } = await start(
      'do: [{ decide: { ask: { prompt: x, mode: object, schema: { type: object } } } }]',
    );
    const { output } = await advance(definition, answered(state, path, { value: { a: [1] } }), host);
    expect(output).toMatchObject({ value: { a: [1] } });
  });

  it.each([
    ['is no schema', "{ prompt: x, mode: object, schema: { type: '${ .bad }' } }", 'schema: '],
    [
      'refers to another document',
      '{ prompt: x, mode: object, schema: { $ref: "https://example.org/s" } }',
      'nothing is fetched',
    ],
    ['is no object', "{ prompt: x, mode: object, schema: '${ .bad }' }", 'schema: '],
    ['is no schema to validate by', "{ prompt: x, validate: { minLength: '${ .bad }' } }", 'validate: '],
    [
      'begins with what is no object',
      "{ prompt: x, mode: object, schema: {}, default: '${ .bad }' }",
      'an object with some',
    ],
  ])('that %s is an error of the process, not of whoever answers', async (_, ask, message) => {
    const { result } = await start(`do: [{ decide: { ask: ${ask} } }]`, { bad: 'nonsense' });
    expect(result.error).toMatchObject({
      type: 'https://serverlessworkflow.io/spec/1.0.0/errors/validation',
      instance: path,
    });
    expect(result.error?.detail).toContain(message);
  });

  it('is refused when it is loaded if it contradicts itself', () => {
    const problems = (ask: string) =>
      problemsOf(`do: [{ a: { ask: ${ask} } }]`).map((line) => line.slice('/do/0/a/ask'.length));
    expect(problems('{ prompt: x, mode: object }')).toEqual([': An ask of mode object needs `schema`.']);
    expect(problems('{ prompt: x, schema: {} }')).toEqual([
      '/schema: Goes with mode object, approval, confirm or choice only; for other modes use `validate`.',
    ]);
    expect(problems('{ prompt: x, uiSchema: {} }')).toEqual([
      '/uiSchema: Goes with mode object, approval, confirm or choice only.',
    ]);
    expect(problems('{ prompt: x, mode: form, schema: {}, options: [a] }')).toEqual([
      '/options: A form takes no options: its fields come from `schema`.',
    ]);
    expect(problems('{ prompt: x, mode: form, schema: {}, default: text }')).toEqual([
      '/default: The default of a form is an object.',
    ]);
  });
});

describe('the default of an ask that nobody answered in time', () => {
  const limited = (value: string) =>
    `do: [{ decide: { ask: { prompt: x, mode: object, schema: { properties: { a: { type: integer } }, required: [a] },
      timeout: { after: PT1H }, onTimeout: { action: default, default: ${value} } } } }]`;

  it('is the answer when it is one', async () => {
    const host = aHost();
    const { definition, state } = await start(limited('{ a: 1 }'), {}, host);
    host.clock.advance(3_600_000);
    expect((await advance(definition, state, host)).output).toMatchObject({ value: { a: 1 } });
  });

  it('fails the task when it is none, and says where', async () => {
    const host = aHost();
    const { definition, state } = await start(limited('{ a: one }'), {}, host);
    host.clock.advance(3_600_000);
    const { error } = await advance(definition, state, host);
    expect(error?.detail).toContain('Its default does not fit: /a ');
  });
});

describe('an ask that is escalated', () => {
  const hour = 3_600_000;
  const escalating = `
    do:
      - decide:
          ask:
            prompt: x
            assignment: { assigneeId: maya, categoryCode: approval }
            timeout: { after: PT1H }
            onTimeout: { action: escalate, to: { roleId: '\${ .boss }' } }
  `;

  it('is asked of somebody else at its deadline, with as much time again', async () => {
    const host = aHost();
    const { definition, state } = await start(escalating, { boss: 'managers' }, host);
    // The machine slept: the time begins when the other one can be asked.
    host.clock.advance(3 * hour);
    const now = host.clock.now();
    const result = await advance(definition, state, host);
    expect(result).toMatchObject({ status: 'waiting', wakeAt: now + hour });
    expect(taskAt(recorded(state, result), path)).toMatchObject({
      status: 'waiting',
      ask: { prompt: 'x', assignment: { roleId: 'managers', categoryCode: 'approval' } },
      wait: { kind: 'approval', deadline: now + hour },
      progress: { escalatedAt: now, from: { assigneeId: 'maya', categoryCode: 'approval' } },
    });
    expect(taskAt(recorded(state, result), path).ask?.assignment).not.toHaveProperty('assigneeId');
  });

  it('takes the answer of whoever gives it', async () => {
    const host = aHost();
    const { definition, state } = await start(escalating, { boss: 'managers' }, host);
    host.clock.advance(hour);
    const escalated = recorded(state, await advance(definition, state, host));
    const { output } = await advance(definition, answered(escalated, path, { value: 'fine' }), host);
    expect(output).toMatchObject({ value: 'fine' });
  });

  it('fails when nobody answers then either', async () => {
    const host = aHost();
    const { definition, state } = await start(escalating, { boss: 'managers' }, host);
    host.clock.advance(hour);
    const escalated = recorded(state, await advance(definition, state, host));
    host.clock.advance(hour - 1);
    expect((await advance(definition, escalated, host)).changed).toEqual([]);
    host.clock.advance(1);
    expect((await advance(definition, escalated, host)).error).toMatchObject({
      status: 408,
      detail: 'Nobody answered in time, escalated or not.',
    });
  });

  it('needs somebody to be escalated to', () => {
    const problems = (to: string) =>
      problemsOf(
        `do: [{ a: { ask: { prompt: x, timeout: { after: PT1H }, onTimeout: { action: escalate, to: ${to} } } } }]`,
      );
    expect(problems('{}')).toEqual([
      '/do/0/a/ask/onTimeout/to: Must name an assigneeId, a roleId or assigneeIds.',
    ]);
    expect(problems('{ assigneeId: a, roleId: b }')).toEqual([
      '/do/0/a/ask/onTimeout/to: Names only one of assigneeId, roleId and assigneeIds.',
    ]);
  });
});

describe('what an ask leaves to expressions', () => {
  it('are its switches too', async () => {
    const ask = await asked(
      "{ prompt: x, required: '${ .must }', sensitive: '${ .secret }', allowComment: '${ .talk }', commentRequired: '${ .talk }' }",
      { must: false, secret: true, talk: true },
    );
    expect(ask).toMatchObject({
      required: false,
      sensitive: true,
      allowComment: true,
      commentRequired: true,
    });
  });

  it('may not make it an ask that nobody can answer', async () => {
    const { result } = await start(
      "do: [{ decide: { ask: { prompt: x, allowComment: '${ .no }', commentRequired: true } } }]",
      { no: false },
    );
    expect(result.error?.detail).toContain('A comment is required and not allowed.');
  });
});
