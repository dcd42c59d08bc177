import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../src/engine/definition/parse-definition.ts';
import { aDefinition, aSource, problemsOf } from '../../../support/engine.ts';

const nothing = 'do: []';

describe('a workflow file', () => {
  it('is read as it was written, with no defaults filled in', () => {
    const definition = aDefinition(`
      do:
        - decide:
            ask: { prompt: 'Go on?' }
    `);
    expect(definition.do).toEqual([{ decide: { ask: { prompt: 'Go on?' } } }]);
    expect(definition.document).toMatchObject({ namespace: 'test', name: 'example', version: '1.0.0' });
  });

  it('may be JSON, with tabs', () => {
    const document = { dsl: '1.0.0', namespace: 'a', name: 'b', version: '1.0.0' };
    const source = JSON.stringify({ document, do: [{ a: { set: { x: 1 } } }] }, null, '\t');
    expect(parseDefinition(source)).toMatchObject({ ok: true });
  });

  it('has aliases filled in with the last node before them that has their anchor', () => {
    const definition = aDefinition(`
      do:
        - a:
            set:
              first: &x 1
              list: &list [*x, &y inner]
              &key anchored: *key
              again: &x 2
              copied: *list
              last: [*x, *y]
    `);
    expect(definition.do).toEqual([
      {
        a: {
          set: {
            first: 1,
            list: [1, 'inner'],
            anchored: 'anchored',
            again: 2,
            copied: [1, 'inner'],
            last: [2, 'inner'],
          },
        },
      },
    ]);
  });

  it('has problems inside what an alias stands for named where they are written', () => {
    const source = aSource(`
      do:
        - a: &bad
            wait: soon
        - b: *bad
    `);
    expect(parseDefinition(source)).toMatchObject({
      problems: [
        { path: '/do/0/a/wait', line: 4, column: 13 },
        { path: '/do/1/b/wait', line: 4, column: 13 },
      ],
    });
  });

  it.each(['1.0.0-alpha1', '1.0.0', '1.0.1', '1.0.3'])('may be written in the language %s', (dsl) => {
    expect(parseDefinition(aSource(nothing).replace('1.0.3', dsl))).toMatchObject({ ok: true });
  });

  it.each(['0.9.0', '1.0.4', '1.1.0', '2.0.0'])('is refused when written in the language %s', (dsl) => {
    expect(parseDefinition(aSource(nothing).replace('1.0.3', dsl))).toMatchObject({
      ok: false,
      problems: [
        { path: '/document/dsl', message: expect.stringContaining(dsl) as string, line: 1, column: 18 },
      ],
    });
  });

  it('has each problem named with its path, line and column', () => {
    const source = aSource(`
      do:
        - first:
            set: { a: 1 }
            then: nowhere
        - second:
            wait: soon
            colour: red
    `);
    expect(parseDefinition(source)).toEqual({
      ok: false,
      problems: [
        {
          path: '/do/0/first/then',
          message: '"nowhere" is not a task in this list. Use one of its tasks, continue, exit or end.',
          line: 5,
          column: 13,
        },
        {
          path: '/do/1/second/wait',
          message: '"soon" is not an ISO 8601 duration, e.g. PT30S, PT15M, P2D or P1M.',
          line: 7,
          column: 13,
        },
        { path: '/do/1/second/colour', message: '"colour" is not known here.', line: 8, column: 15 },
      ],
    });
  });

  it('names a version that lost its quotes', () => {
    const source = aSource(nothing).replace("'1.0.0'", '1.0');
    expect(parseDefinition(source)).toMatchObject({
      problems: [
        {
          path: '/document/version',
          message: 'Must be text, not number 1. Put it in quotes to make it text.',
        },
      ],
    });
  });
});

describe('the tasks of a definition', () => {
  it('are checked as the kind that their key names', () => {
    expect(problemsOf('do: [{ a: { set: { x: 1 }, wait: PT1S } }]')).toEqual([
      '/do/0/a: A task has exactly one of do, set, switch, for, fork, try, raise, wait, emit, listen, run, call, ask.',
    ]);
    expect(problemsOf('do: [{ a: { then: end } }]')).toEqual([
      '/do/0/a: A task has exactly one of do, set, switch, for, fork, try, raise, wait, emit, listen, run, call, ask.',
    ]);
    expect(problemsOf('do: [{ a: { ask: { prompt: 5 } } }]')).toEqual([
      '/do/0/a/ask/prompt: Must be text, not number 5. Put it in quotes to make it text.',
    ]);
  });

  it('are one to an item of the list', () => {
    expect(problemsOf('do: [{ a: { set: { x: 1 } }, b: { set: { x: 1 } } }]')).toEqual([
      '/do/0: An item of a task list is one task name with the task under it.',
    ]);
  });

  it('have names of their own within a list, and may share them between lists', () => {
    const inner = '{ a: { do: [{ a: { set: { x: 1 } } }] } }';
    expect(problemsOf(`do: [${inner}]`)).toEqual([]);
    expect(problemsOf(`do: [${inner}, ${inner}]`)).toEqual([
      '/do/1/a: There is already a task named "a" in this list.',
    ]);
  });

  it('cannot be named like a direction', () => {
    expect(problemsOf('do: [{ end: { set: { x: 1 } } }]')).toEqual([
      '/do/0/end: No task can be named "end": `then: end` has a meaning of its own.',
    ]);
  });

  it('lead only to tasks of their own list', () => {
    expect(
      problemsOf(`
        do:
          - outer:
              do:
                - inner: { set: { x: 1 }, then: other }
          - other: { set: { x: 1 }, then: inner }
      `),
    ).toEqual([
      '/do/0/outer/do/0/inner/then: "other" is not a task in this list. Use one of its tasks, continue, exit or end.',
      '/do/1/other/then: "inner" is not a task in this list. Use one of its tasks, continue, exit or end.',
    ]);
  });

  it('raise only errors that the definition has', () => {
    expect(problemsOf('do: [{ a: { raise: { error: gone } } }]')).toEqual([
      '/do/0/a/raise/error: There is no error "gone" under use.errors.',
    ]);
  });

  it('switch between at least one case, at most one of them without a condition', () => {
    expect(problemsOf('do: [{ a: { switch: [] } }]')).toEqual([
      '/do/0/a/switch: A switch needs at least one case.',
    ]);
    expect(problemsOf('do: [{ a: { switch: [{ x: { then: end } }, { y: { then: exit } }] } }]')).toEqual([
      '/do/0/a/switch/1/y: "x" is already the case without `when`.',
    ]);
    expect(problemsOf('do: [{ a: { switch: [{ x: { when: .a } }] } }]')).toEqual([
      '/do/0/a/switch/0/x/then: Is required.',
    ]);
  });

  it.each([
    ['.a[', '[ that is not closed'],
    ['.a)', '")" that nothing opens'],
    ['{a: 1]', 'closes "{" with "]"'],
    ['"open', '" that is not closed'],
    ['${ }', 'is empty'],
  ])('have no expression like %s', (expression, problem) => {
    const [found] = problemsOf(`do: [{ a: { if: '${expression}', set: { x: 1 } } }]`);
    expect(found).toContain('/do/0/a/if: ');
    expect(found).toContain(problem);
  });

  it('have their expressions checked deep inside data', () => {
    expect(problemsOf(`do: [{ a: { set: { list: [{ deep: '\${ .a[ }' }, '.a['] } } }]`)).toEqual([
      '/do/0/a/set/list/0/deep: The expression closes "[" with "}".',
    ]);
  });
});
