import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { printSchema } from '../../../src/cli/commands/schema.ts';
import type { Environment } from '../../../src/cli/environment.ts';

function printedSchema(): Record<string, unknown> {
  const lines: string[] = [];
  expect(printSchema({ print: (text: string) => void lines.push(text) } as Environment)).toBe(0);
  return JSON.parse(lines.join('\n')) as Record<string, unknown>;
}

const document = { dsl: '1.0.3', namespace: 'test', name: 'example', version: '1.0.0' };

describe('countersign schema', () => {
  const schema = printedSchema();
  const fits = new Ajv2020({ strict: false }).compile(schema);
  const task = (definition: unknown) => fits({ document, do: [{ a: definition }] });

  it('is a JSON Schema that says what each kind of task looks like', () => {
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
    expect(Object.keys(schema['$defs'] as object)).toEqual(
      expect.arrayContaining([
        'task',
        'taskList',
        'forTask',
        'tryTask',
        'callTask',
        'listenTask',
        'duration',
      ]),
    );
  });

  it('stays small enough for an editor: what is used again stands there once', () => {
    expect(JSON.stringify(schema).length).toBeLessThan(60_000);
  });

  it.each([
    { set: { x: 1 } },
    { for: { in: '.items' }, do: [{ b: { wait: { seconds: 1 } } }] },
    { try: [{ b: { run: { shell: { command: 'ls' } } } }], catch: { retry: { backoff: { linear: {} } } } },
    { call: 'http', with: { method: 'get', endpoint: 'https://example.org' }, timeout: { after: 'PT1M' } },
    { call: 'mine', with: { anything: [1] } },
    { listen: { to: { any: [{ with: { type: 'a' } }], until: '. != null' } }, foreach: { do: [] } },
    { ask: { prompt: 'Go on?', mode: 'approval' }, then: 'end' },
  ])('admits %j', (definition) => {
    expect(task(definition)).toBe(true);
  });

  it.each([
    { set: {}, colour: 'red' },
    { for: { each: 'item' }, do: [] },
    { call: 'http', with: { method: 'get' } },
    { call: 'http', with: { method: 'get', endpoint: 'https://example.org', verb: 'x' } },
    { run: { container: { image: 'alpine' } } },
    { ask: { mode: 'approval' } },
    {},
  ])('does not admit %j', (definition) => {
    expect(task(definition)).toBe(false);
  });

  it('admits one name to an item of a list', () => {
    expect(fits({ document, do: [{ a: { set: { x: 1 } }, b: { set: { x: 1 } } }] })).toBe(false);
  });
});
