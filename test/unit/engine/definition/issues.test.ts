import { expect, it } from 'vitest';
import { problemsOf } from '../../../support/engine.ts';

const ask = (onTimeout: string) =>
  problemsOf(`do: [{ a: { ask: { prompt: x, timeout: { after: PT1H }, onTimeout: ${onTimeout} } } }]`);

it('an object whose kind is missing or unknown is told which kinds there are', () => {
  expect(ask('{ to: { roleId: boss } }')).toEqual(['/do/0/a/ask/onTimeout/action: Is required.']);
  expect(ask('{ action: shout }')).toEqual([
    '/do/0/a/ask/onTimeout/action: Must be one of: default, escalate.',
  ]);
});
