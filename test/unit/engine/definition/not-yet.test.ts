import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../../support/engine.ts';

describe('what this version does not run is refused when it is loaded', () => {
  it.each(['call', 'emit', 'fork', 'listen', 'run', 'try'])('the task kind %s', (kind) => {
    expect(problemsOf(`do: [{ a: { ${kind}: {} } }]`)).toEqual([
      `/do/0/a/${kind}: This version does not run ${kind} tasks.`,
    ]);
  });

  it('the task kind for, although it has a do as well', () => {
    expect(problemsOf('do: [{ a: { for: { in: .items }, do: [{ b: { set: { x: 1 } } }] } }]')).toEqual([
      '/do/0/a/for: This version does not run for tasks.',
    ]);
  });

  it.each([
    ['timeout: { after: PT1M }\ndo: []', '/timeout'],
    ['schedule: { cron: "0 0 * * *" }\ndo: []', '/schedule'],
    ['input: { schema: {} }\ndo: []', '/input/schema'],
    ['output: { schema: {} }\ndo: []', '/output/schema'],
    ['use: { secrets: [a] }\ndo: []', '/use/secrets'],
    ['use: { functions: {} }\ndo: []', '/use/functions'],
    ['use: { authentications: {} }\ndo: []', '/use/authentications'],
    ['use: { retries: {} }\ndo: []', '/use/retries'],
    ['do: [{ a: { set: { x: 1 }, timeout: { after: PT1M } } }]', '/do/0/a/timeout'],
    ['do: [{ a: { set: { x: 1 }, export: { schema: {} } } }]', '/do/0/a/export/schema'],
    ['do: [{ a: { ask: { prompt: x, mode: object } } }]', '/do/0/a/ask/mode'],
    ['do: [{ a: { ask: { prompt: x, mode: form } } }]', '/do/0/a/ask/mode'],
    ['do: [{ a: { ask: { prompt: x, mode: file } } }]', '/do/0/a/ask/mode'],
    ['do: [{ a: { ask: { prompt: x, schema: {} } } }]', '/do/0/a/ask/schema'],
    ['do: [{ a: { ask: { prompt: x, uiSchema: {} } } }]', '/do/0/a/ask/uiSchema'],
    ['do: [{ a: { ask: { prompt: x, validate: .a } } }]', '/do/0/a/ask/validate'],
  ])('%s', (yaml, path) => {
    const problems = problemsOf(yaml);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${path}: This version does not run `));
  });

  it('escalation of an ask', () => {
    const onTimeout = '{ action: escalate, to: boss }';
    expect(
      problemsOf(`do: [{ a: { ask: { prompt: x, timeout: { after: PT1M }, onTimeout: ${onTimeout} } } }]`),
    ).toContain('/do/0/a/ask/onTimeout/action: This version does not run `escalate` on a timeout.');
  });
});
