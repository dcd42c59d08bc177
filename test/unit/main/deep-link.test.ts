import { expect, test } from 'vitest';
import { deepLinkAmong, parseDeepLink } from '../../../src/main/app/deep-link.ts';

const id = '01a1fc61-1d18-77b0-b49e-a049de080306';

test('a link leads to a task or to the inbox', () => {
  expect(parseDeepLink(`countersign://task?taskAsstId=${id}`)).toEqual({ to: 'task', taskAsstId: id });
  expect(parseDeepLink(`countersign://task/?taskAsstId=${id}`)).toEqual({ to: 'task', taskAsstId: id });
  expect(parseDeepLink('countersign://inbox')).toEqual({ to: 'inbox' });
});

test.each([
  ['an answer in it', `countersign://task?taskAsstId=${id}&value=APPROVED`],
  ['the same parameter twice', `countersign://task?taskAsstId=${id}&taskAsstId=${id}`],
  ['another parameter', `countersign://task?id=${id}`],
  ['no parameter', 'countersign://task'],
  ['an id that is none', 'countersign://task?taskAsstId=1'],
  ['an id in upper case', `countersign://task?taskAsstId=${id.toUpperCase()}`],
  ['another verb', `countersign://complete?taskAsstId=${id}`],
  ['a path', `countersign://task/complete?taskAsstId=${id}`],
  ['a fragment', `countersign://task?taskAsstId=${id}#approve`],
  ['credentials', `countersign://user:word@task?taskAsstId=${id}`],
  ['a port', `countersign://task:80?taskAsstId=${id}`],
  ['another scheme', `https://task?taskAsstId=${id}`],
  ['a parameter on the inbox', 'countersign://inbox?all=1'],
  ['no end', `countersign://task?taskAsstId=${id}${'0'.repeat(300)}`],
  ['no sense', 'countersign'],
])('a link with %s leads nowhere', (_what, link) => {
  expect(parseDeepLink(link)).toBeNull();
});

test('the link is found among the other arguments', () => {
  expect(deepLinkAmong(['/opt/app', '--hidden', `countersign://task?taskAsstId=${id}`])).toEqual({
    to: 'task',
    taskAsstId: id,
  });
  expect(deepLinkAmong(['/opt/app', '--hidden'])).toBeNull();
});
