import { describe, expect, it } from 'vitest';
import { advance } from '../../../../src/engine/interpreter.ts';
import { aHost, answered, problemsOf, start, taskAt } from '../../../support/engine.ts';

const path = '/do/0/decide';
const schema = '{ type: object, properties: { granted: { type: number } }, required: [granted] }';
const asking = (fields: string) =>
  `do: [{ decide: { ask: { prompt: x, mode: approval, schema: ${schema}, ${fields} } } }]`;
const problems = (ask: string) =>
  problemsOf(`do: [{ a: { ask: ${ask} } }]`).map((line) => line.slice('/do/0/a/ask'.length));

describe('[I36] an approval with a form', () => {
  it('has options, schema and what is filled in at first, evaluated when it begins', async () => {
    const source = asking(
      `uiSchema: { granted: { 'ui:help': '\${ .hint }' } }, fieldsFor: [APPROVED],
       default: { value: APPROVED, fields: { granted: '\${ .amount }' } }`,
    );
    const { state } = await start(source, { amount: 500, hint: 'In euros' });
    expect(taskAt(state, path).ask).toMatchObject({
      mode: 'approval',
      options: [{ value: 'APPROVED' }, { value: 'REJECTED' }],
      schema: { required: ['granted'] },
      uiSchema: { granted: { 'ui:help': 'In euros' } },
      fieldsFor: ['APPROVED'],
      default: { value: 'APPROVED', fields: { granted: 500 } },
    });
  });

  it('gives the workflow the option, the fields and the comment', async () => {
    const { definition, state, host } = await start(asking('allowComment: true'));
    const answer = { value: 'APPROVED', fields: { granted: 20 }, comment: 'fine' };
    const { output } = await advance(definition, answered(state, path, answer), host);
    expect(output).toMatchObject(answer);
  });

  it.each([
    ['an option alone', 'fieldsFor: [APPROVED],', 'REJECTED', { value: 'REJECTED' }],
    ['an option with fields', '', '{ value: APPROVED, fields: { granted: 1 } }', { fields: { granted: 1 } }],
  ])('is answered in time by a default that is %s', async (_, fields, value, expected) => {
    const host = aHost();
    const source = asking(
      `${fields} timeout: { after: PT1H }, onTimeout: { action: default, default: ${value} }`,
    );
    const { definition, state } = await start(source, {}, host);
    host.clock.advance(3_600_000);
    expect((await advance(definition, state, host)).output).toMatchObject(expected);
  });

  it('fails when its default at the deadline leaves out a field that is required', async () => {
    const host = aHost();
    const source = asking('timeout: { after: PT1H }, onTimeout: { action: default, default: APPROVED }');
    const { definition, state } = await start(source, {}, host);
    host.clock.advance(3_600_000);
    const { error } = await advance(definition, state, host);
    expect(error?.detail).toContain('Its default does not fit: /fields');
  });

  it.each([
    ['a default with other keys', "default: '${ .bad }'", { bad: { granted: 1 } }, 'not `granted`'],
    ['fields that are no object', "default: '${ .bad }'", { bad: { fields: 3 } }, 'an object with some'],
    ['a default that is no option', "default: '${ .bad }'", { bad: 'MAYBE' }, 'Must be one of'],
    [
      'a schema that is none',
      "uiSchema: {}, default: APPROVED, validate: { type: '${ .bad }' }",
      { bad: 'x' },
      'validate: ',
    ],
  ])('whose expressions give %s faults its process, and says why', async (_, fields, input, message) => {
    const { result } = await start(asking(fields), input);
    expect(result.error?.detail).toContain(message);
  });

  it('whose fieldsFor names no option that expressions gave faults its process', async () => {
    const source = `do: [{ decide: { ask: { prompt: x, mode: choice, optionsFrom: .options, schema: {}, fieldsFor: [b] } } }]`;
    const { result } = await start(source, { options: ['a'] });
    expect(result.error?.detail).toContain('no option has the value b');
  });

  it.each([
    ['confirm', 'mode: confirm'],
    ['choice', 'mode: choice, options: [a]'],
  ])('may be of mode %s too', (_, mode) => {
    expect(problems(`{ prompt: x, ${mode}, schema: {}, uiSchema: {}, default: { fields: {} } }`)).toEqual([]);
  });

  it('is refused when it is loaded if it contradicts itself', () => {
    const ofApproval = (fields: string) => problems(`{ prompt: x, mode: approval, ${fields} }`);
    expect(ofApproval('uiSchema: {}')).toEqual(['/uiSchema: Has no effect without `schema`.']);
    expect(ofApproval('fieldsFor: [APPROVED]')).toEqual([
      '/fieldsFor: Goes with options that have a form beside them (`schema`) only.',
    ]);
    expect(ofApproval('schema: {}, fieldsFor: []')).toEqual([
      '/fieldsFor: Needs at least one option; without it the form goes with all.',
    ]);
    expect(ofApproval('schema: {}, fieldsFor: [YES]')).toEqual([
      '/fieldsFor/0: No option has the value YES.',
    ]);
    expect(ofApproval('schema: { type: array }')).toEqual([
      '/schema/type: The fields beside the options are an object.',
    ]);
    expect(ofApproval('schema: {}, default: { granted: 1 }')).toEqual([
      '/default: The default of options with a form has `value` and `fields`, not `granted`.',
    ]);
    expect(ofApproval('schema: {}, default: { value: YES, fields: 1 }')).toEqual([
      '/default: The default is not among the options: "YES"',
      '/default: The fields of a default are an object.',
    ]);
    expect(
      ofApproval('schema: {}, timeout: { after: PT1H }, onTimeout: { action: default, default: { a: 1 } }'),
    ).toEqual(['/onTimeout/default: The default of options with a form has `value` and `fields`, not `a`.']);
    expect(problems('{ prompt: x, mode: multiChoice, options: [a], schema: {} }')).toEqual([
      '/schema: Goes with mode object, approval, confirm or choice only; for other modes use `validate`.',
    ]);
  });
});
