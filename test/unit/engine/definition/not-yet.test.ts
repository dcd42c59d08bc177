import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../../support/engine.ts';

/** A task of a definition that has everything that a task can refer to. */
function taskProblems(task: string): string[] {
  return problemsOf(`do: [{ a: ${task} }]`);
}

describe('what this version does not run is refused when it is loaded', () => {
  it.each([
    ['call: grpc, with: { method: SayHello }', '/call', 'does not call gRPC services'],
    ['call: asyncapi, with: { operation: x }', '/call', 'does not call AsyncAPI services'],
    [
      'call: "https://example.org/log/function.yaml"',
      '/call',
      'does not call functions that are kept elsewhere',
    ],
    ['call: "log:1.0.0@public"', '/call', 'does not call functions of catalogs'],
    ['run: { container: { image: alpine } }', '/run/container', 'does not run containers'],
    [
      'run: { script: { language: python, code: x } }',
      '/run/script/language',
      'js (javascript) only, not in "python"',
    ],
    [
      'set: { x: 1 }, input: { schema: { resource: { endpoint: "https://e.org/s" } } }',
      '/input/schema/resource',
      'schemas that are kept elsewhere',
    ],
    [
      'set: { x: 1 }, output: { schema: { format: avro, document: {} } }',
      '/output/schema/format',
      'the format json only',
    ],
  ])('%s', (task, path, message) => {
    const problems = taskProblems(`{ ${task} }`);
    expect(problems.find((problem) => problem.startsWith(`/do/0/a${path}: This version `))).toContain(
      message,
    );
  });

  it('catalogs', () => {
    expect(problemsOf('use: { catalogs: { public: { endpoint: "https://e.org" } } }\ndo: []')).toEqual([
      '/use/catalogs: This version does not run catalogs (`use.catalogs`).',
    ]);
  });
});
