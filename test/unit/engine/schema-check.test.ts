import { expect, it } from 'vitest';
import { start } from '../../support/engine.ts';

it.each([
  ['that is none', '{ type: nothing }', 'The schema of the input: This is no JSON Schema (2020-12). /type: '],
  ['that refers to the net', '{ $ref: "https://a.example/x" }', 'nothing is fetched'],
])('a schema %s is an error of its process, not of the host', async (_what, document, words) => {
  const { result } = await start(`
    input: { schema: { document: ${document} } }
    do: [{ a: { set: { x: 1 } } }]
  `);
  expect(result).toMatchObject({
    status: 'faulted',
    error: {
      type: 'https://serverlessworkflow.io/spec/1.0.0/errors/configuration',
      detail: expect.stringContaining(words) as string,
    },
  });
});
