import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { openLoopbackRedirect } from '../../../src/local/accounts/loopback-redirect.ts';

it('the redirect of a sign-in closes at once, also while a browser holds a connection that it never used', async () => {
  const redirect = await openLoopbackRedirect();
  const { port } = new URL(redirect.redirectUri);
  const idle = connect(Number(port), '127.0.0.1');
  idle.on('error', () => {});
  await new Promise<void>((resolve) => void idle.once('connect', resolve));
  const answer = redirect.answer('a-state', new AbortController().signal);
  const page = fetch(`${redirect.redirectUri}?state=a-state`);
  (await answer).show({ title: 'You are signed in', words: 'You can close this tab.' });
  const began = performance.now();
  await redirect.close();
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(await (await page).text()).toContain('You are signed in');
});
