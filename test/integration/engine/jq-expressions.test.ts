import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ExpressionError } from '../../../src/engine/errors.ts';
import { createJqExpressions } from '../../../src/engine/expression/jq-expressions.ts';
import { systemTimers } from '../../../src/shared/system-clock.ts';

const workerUrl = new URL('../../../src/engine/expression/jq-worker.ts', import.meta.url);
// What is asked of it ends by itself, however busy the machine is.
const shared = createJqExpressions({ workerUrl, timers: systemTimers, timeoutMs: 60_000 });
afterAll(() => shared.close());

async function refusal(code: string, input: null | object = null): Promise<string> {
  const outcome = await shared.evaluate(code, input as never, {}).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(ExpressionError);
  return outcome instanceof Error ? outcome.message : '';
}

describe('jq in its thread', () => {
  it('evaluates on input and variables', async () => {
    const code = '[.a[] | select(. > $context.least)] | length';
    expect(await shared.evaluate(code, { a: [1, 2, 3] }, { context: { least: 1 }, unused: 1 })).toBe(2);
  });

  it('takes code bare or wrapped', async () => {
    expect(await shared.evaluate('${ .a + 1 }', { a: 1 }, {})).toBe(2);
  });

  it('keeps every character of the data', async () => {
    const text = 'a\u0000b\u{1F600}é"\\ud800\n\u2028';
    expect(await shared.evaluate('[.[]] | .[0]', [text], {})).toBe(text);
  });

  it('takes half a surrogate pair for the character that stands for what is none', async () => {
    expect(await shared.evaluate('.[0] | . + ""', ['a\ud800\\ud800'], {})).toBe('a\ufffd\\ud800');
  });

  it('treats data as data', async () => {
    const hostile = '") | $context | ("';
    expect(await shared.evaluate('. + ""', hostile, { context: 'secret' })).toBe(hostile);
  });

  it.each([
    ['.a +', 'syntax error'],
    ['$nowhere', '$nowhere is not defined'],
    ['.a.b', 'Cannot index number'],
    ['error("mine")', 'mine'],
    ['empty', 'no result'],
    ['1, 2', 'more than one result'],
    ['repeat(1)', 'more than one result'],
    ['halt', 'no result'],
    ['input', ''],
    ['1) | (2', 'that nothing opens'],
    ['import "a" as a; 1', 'syntax error'],
    ['include "a"; 1', 'syntax error'],
    ['"x" * 9000000', 'larger than 8 MB'],
    ['[range(30000000)]', 'too much memory'],
  ])('says what is wrong with %s', async (code, message) => {
    expect(await refusal(code, { a: 1 })).toContain(message);
  });

  it('sees nothing of the machine', async () => {
    const environment = JSON.stringify(await shared.evaluate('$ENV | keys', null, {}));
    expect(environment).not.toContain('SHELL');
    expect(environment).not.toContain('NODE');
    expect(await refusal('include "/etc/passwd"; .')).not.toContain('root');
  });

  it('is not disturbed by comments, definitions and what is printed beside', async () => {
    expect(await shared.evaluate('1 # ) the end', null, {})).toBe(1);
    expect(await shared.evaluate('def twice: . * 2; 21 | twice', null, {})).toBe(42);
    expect(await shared.evaluate('1 | debug | stderr', null, {})).toBe(1);
  });

  it('answers a thousand at once, each its own', async () => {
    const results = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => shared.evaluate('. + 1', index, {})),
    );
    expect(results).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  });
});

describe('an expression that hangs', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(open.splice(0).map((expressions) => expressions.close())));

  function impatient(): ReturnType<typeof createJqExpressions> {
    const expressions = createJqExpressions({ workerUrl, timers: systemTimers, timeoutMs: 150 });
    open.push(expressions);
    return expressions;
  }

  it('is ended, and what came with it is run again on a fresh thread', async () => {
    const expressions = impatient();
    const results = await Promise.allSettled(
      ['1 + 1', 'def f: f; f', '2 + 2', '[limit(1; repeat(empty))]', '3 + 3'].map((code) =>
        expressions.evaluate(code, null, {}),
      ),
    );
    expect(results).toMatchObject([
      { value: 2 },
      { reason: { name: 'ExpressionError', message: 'It ran for more than 150 ms.' } },
      { value: 4 },
      { reason: { name: 'ExpressionError', message: 'It ran for more than 150 ms.' } },
      { value: 6 },
    ]);
  });

  it('does not keep a plain path waiting', async () => {
    const expressions = impatient();
    const hanging = expressions.evaluate('def f: f; f', null, {}).catch((error: unknown) => error);
    expect(await expressions.evaluate('.a', { a: 1 }, {})).toBe(1);
    expect(await hanging).toBeInstanceOf(ExpressionError);
  });

  it('ends with the thread when that is closed, and nothing is evaluated afterwards', async () => {
    const expressions = impatient();
    const hanging = expressions.evaluate('def f: f; f', null, {}).catch((error: unknown) => error);
    await expressions.close();
    expect(await hanging).not.toBeInstanceOf(ExpressionError);
    await expect(expressions.evaluate('2 * 1', null, {})).rejects.toThrow('closed');
  });

  it('of a worker that does not start is no fault of the expression', async () => {
    const missing = new URL('./no-such-worker.ts', import.meta.url);
    const expressions = createJqExpressions({ workerUrl: missing, timers: systemTimers });
    const failure = await expressions.evaluate('2 * 1', null, {}).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: 'The expression thread failed',
      cause: expect.any(Error) as Error,
    });
    expect(failure).not.toBeInstanceOf(ExpressionError);
  });
});
