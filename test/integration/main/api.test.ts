import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { dataPaths, type DataPaths } from '../../../src/local/data-folder.ts';
import { approvalWorkflow, onlyTask, startSource, temporaryFolder } from '../../support/account.ts';
import { serveAccount, type Reply, type ServedAccount } from '../../support/api.ts';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

async function serve(paths?: DataPaths): Promise<ServedAccount> {
  const served = await serveAccount(paths);
  cleanUp.push(async () => served[Symbol.asyncDispose]());
  return served;
}

function folder(): DataPaths {
  const temporary = temporaryFolder();
  cleanUp.push(() => temporary[Symbol.dispose]());
  return dataPaths(temporary.path);
}

test('REST: the inbox is listed and a task answered, recorded as made through the API', async () => {
  const { account, call } = await serve();
  await startSource(account, approvalWorkflow);
  const list = await call('GET', '/api/human-tasks');
  expect(list).toMatchObject({ status: 200, body: { total: 1 } });
  const { taskAsstId } = await onlyTask(account);
  const answered = await call('POST', `/api/human-tasks/${taskAsstId}/complete`, {
    body: JSON.stringify({ response: { value: 'APPROVED', comment: 'Fine.' } }),
  });
  expect(answered).toMatchObject({ status: 200, body: { taskStatusCode: 'C' } });
  const { transitions } = await account.client.humanTasks.history({ taskAsstId });
  expect(transitions.at(-1)).toMatchObject({ source: 'api' });
});

test('RPC: the command line says who it is, for the history', async () => {
  const { account, call } = await serve();
  await startSource(account, approvalWorkflow);
  const { taskAsstId } = await onlyTask(account);
  await call('POST', '/rpc/humanTasks/complete', {
    body: JSON.stringify({ json: { taskAsstId, response: { value: 'REJECTED' } } }),
    headers: { 'x-countersign-source': 'cli' },
  });
  const { transitions } = await account.client.humanTasks.history({ taskAsstId });
  expect(transitions.at(-1)).toMatchObject({ status: 'COMPLETED', source: 'cli' });
});

test('nobody can call it as somebody or something else', async () => {
  const { account, call } = await serve();
  await startSource(account, approvalWorkflow);
  const { taskAsstId } = await onlyTask(account);
  await call('POST', `/api/human-tasks/${taskAsstId}/complete`, {
    body: JSON.stringify({ response: { value: 'APPROVED' }, completedUser: 'admin', actor: 'admin' }),
    headers: { 'x-countersign-source': 'window' },
  });
  const { transitions } = await account.client.humanTasks.history({ taskAsstId });
  expect(transitions.at(-1)).toMatchObject({ actor: 'maya', source: 'api' });
});

test.each(['/api/human-tasks', '/rpc/account/info', '/api/openapi.json', '/'])(
  '%s without the token is refused, with what to do',
  async (path) => {
    const { call } = await serve();
    for (const authorization of ['', `Bearer ${'A'.repeat(43)}`]) {
      expect(await call('GET', path, { headers: { authorization } })).toMatchObject({
        status: 401,
        body: { code: 'UNAUTHORIZED', data: { next: expect.stringContaining('token') } },
      });
    }
  },
);

test('the losing answer gets a conflict with the decision in it', async () => {
  const { account, call } = await serve();
  await startSource(account, approvalWorkflow);
  const { taskAsstId } = await onlyTask(account);
  const answer = (value: string): Promise<Reply> =>
    call('POST', `/api/human-tasks/${taskAsstId}/complete`, {
      body: JSON.stringify({ response: { value } }),
    });
  const replies = await Promise.all([answer('APPROVED'), answer('REJECTED')]);
  expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  expect(replies.find((reply) => reply.status === 409)?.body).toMatchObject({
    code: 'STALE_TASK',
    data: { decision: { completedUser: 'maya' } },
  });
});

test('an address that is none, and a body that is too big, are typed errors', async () => {
  const { call } = await serve();
  expect(await call('GET', '/api/nothing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  const source = 'x'.repeat(2 * 1024 * 1024);
  expect(await call('POST', '/api/workflows', { body: JSON.stringify({ source }) })).toMatchObject({
    status: 413,
    body: { code: 'PAYLOAD_TOO_LARGE', data: { next: expect.any(String) } },
  });
});

test('REST: numbers in an address are numbers, so paging works as the document says', async () => {
  const { call } = await serve();
  expect(await call('GET', '/api/human-tasks?limit=10')).toMatchObject({ status: 200 });
  expect(await call('GET', '/api/human-tasks?limit=none')).toMatchObject({ status: 400 });
});

test('a field that does not fit is named, in the words of the closed list', async () => {
  const { call } = await serve();
  const reply = await call('POST', '/api/processes', { body: JSON.stringify({ workflow: 7 }) });
  expect(reply).toMatchObject({
    status: 400,
    body: { code: 'INVALID_REQUEST', data: { next: expect.any(String), fields: [{ pointer: '/workflow' }] } },
  });
});

test('the OpenAPI document describes every call with its path, input and errors', async () => {
  const { call } = await serve();
  const { status, body } = await call('GET', '/api/openapi.json');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    openapi: expect.stringMatching(/^3\.1/),
    paths: {
      '/human-tasks/{taskAsstId}/complete': { post: { requestBody: expect.anything() } },
      '/human-tasks/{taskAsstId}': { get: { responses: { 200: expect.anything(), 404: expect.anything() } } },
      '/processes': { get: expect.anything(), post: expect.anything() },
      '/workflows': { post: expect.anything() },
    },
  });
});

test('socket and folder belong to their owner alone', async () => {
  const { paths } = await serve();
  expect(statSync(paths.apiSocket).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(paths.apiSocket)).mode & 0o777).toBe(0o700);
});

test('a socket that a dead process left is taken over', async () => {
  const paths = folder();
  mkdirSync(dirname(paths.apiSocket), { recursive: true });
  writeFileSync(paths.apiSocket, '');
  const { call } = await serve(paths);
  expect(await call('GET', '/api/account')).toMatchObject({ status: 200 });
});

test('a socket that somebody answers on is left to them', async () => {
  const paths = folder();
  mkdirSync(dirname(paths.apiSocket), { recursive: true });
  const other = createServer();
  other.listen(paths.apiSocket);
  await once(other, 'listening');
  cleanUp.push(() => void other.close());
  await expect(serve(paths)).rejects.toThrow('Somebody else is listening');
  expect(existsSync(paths.apiSocket)).toBe(true);
});

test('a socket folder that is a link to somewhere else is refused', async () => {
  const paths = folder();
  const elsewhere = folder();
  symlinkSync(elsewhere.folder, dirname(paths.apiSocket));
  await expect(serve(paths)).rejects.toThrow('belongs to another user');
  expect(existsSync(join(elsewhere.folder, 'api.sock'))).toBe(false);
});
