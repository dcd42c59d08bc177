import { expect, test } from 'vitest';
import { WorkflowError } from '../../../src/engine/errors.ts';
import { credentialsIn, hider, isCredentialName, withoutSecrets } from '../../../src/effects/secrets.ts';

test('the longest secret is hidden first, also where it is percent-encoded', () => {
  const hide = hider(['pass', 'password-1', 'a b&c']);
  expect(hide('password-1 pass a%20b%26c')).toBe('*** *** ***');
});

test('a secret is hidden as forms, JSON and base64 write it, too', () => {
  const hide = hider(['se cret/"1"']);
  expect(hide('se+cret%2F%221%22 se cret/\\"1\\" c2UgY3JldC8iMSI=')).toBe('*** *** ***');
});

test('a secret of a letter or two garbles no text', () => {
  expect(hider(['a', 'us', ''])('about us')).toBe('about us');
});

test.each([
  ['Authorization', true],
  ['X-Api-Key', true],
  ['x-auth-token', true],
  ['Set-Cookie', false],
  ['cookie', true],
  ['content-type', false],
  ['x-request-id', false],
])('%s holds a credential: %s', (name, is) => {
  expect(isCredentialName(name)).toBe(is);
});

test('credentials of an effect are found wherever they stand', () => {
  expect(
    credentialsIn({
      endpoint: { authentication: { oauth2: { client: { id: 'me', secret: 'one' }, password: 'two' } } },
      headers: { Authorization: 'three', Accept: 'text/plain' },
      body: [{ apiKey: ['four'] }, 5, null],
    }),
  ).toEqual(['one', 'two', 'three', 'four']);
});

test('an error keeps everything but its secrets', () => {
  const error = new WorkflowError({ type: 't', status: 418, title: 'no pass-1', detail: 'pass-1!' }, 'cause');
  const effect = { kind: 'log', level: 'info', message: '' } as const;
  const shown = withoutSecrets(error, effect, { confidential: ['pass-1'] });
  expect(shown.problem).toEqual({ type: 't', status: 418, title: 'no ***', detail: '***!' });
  expect(shown.message).toBe('***!');
});
