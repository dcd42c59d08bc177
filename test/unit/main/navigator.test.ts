import { expect, test } from 'vitest';
import { createNavigator } from '../../../src/main/ipc/navigator.ts';

const task = (taskAsstId: string) => ({ to: 'task', taskAsstId }) as const;

test('a wish from before the page was there is kept, and only the newest', async () => {
  const navigator = createNavigator();
  navigator.go(task('a'));
  navigator.go(task('b'));
  const wishes = navigator.wishes(undefined);
  expect((await wishes.next()).value).toEqual(task('b'));
});

test('a page that waits hears the next wish', async () => {
  const navigator = createNavigator();
  const next = navigator.wishes(undefined).next();
  navigator.go({ to: 'inbox' });
  expect((await next).value).toEqual({ to: 'inbox' });
});

test('a page that went away takes no wish with it', async () => {
  const navigator = createNavigator();
  const gone = new AbortController();
  const last = navigator.wishes(gone.signal).next();
  gone.abort();
  expect((await last).done).toBe(true);
  navigator.go(task('a'));
  expect((await navigator.wishes(undefined).next()).value).toEqual(task('a'));
});
