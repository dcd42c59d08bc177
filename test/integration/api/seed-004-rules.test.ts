import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { ServedAccount } from '../../support/api.ts';
import { aTeam } from '../../support/team.ts';

const approve = { response: { value: 'APPROVED' } };

describe('what seed 004 asks for besides', () => {
  it('[H22] `active` tells what can still be acted on, the status code why not', async () => {
    await using team = await aTeam();
    await team.ask('{ roleId: approvers }');
    const { taskAsstId, assignments } = await team.as('ann').task();
    expect(assignments).toMatchObject([
      { active: true, statusCode: 'ASSIGNED', unassignedReason: null },
      { active: true, statusCode: 'ASSIGNED', unassignedReason: null },
    ]);
    await team.as('ann').post(`/human-tasks/${taskAsstId}/complete`, approve);
    expect((await team.as('ann').get(`/human-tasks/${taskAsstId}`)).body).toMatchObject({
      assignments: [
        { active: false, statusCode: 'COMPLETED', unassignedReason: 'completed' },
        { active: false, statusCode: 'CANCELLED', unassignedReason: 'completed_by_other_user' },
      ],
    });
  });

  it('[H46 H45] an ask may require a comment, for every answer or for some', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: ann }', '        commentRequired: [REJECTED]\n');
    const { taskAsstId } = await team.as('ann').task();
    const path = `/human-tasks/${taskAsstId}/complete`;
    expect(await team.as('ann').post(path, { response: { value: 'REJECTED', comment: ' ' } })).toMatchObject({
      status: 422,
      body: { code: 'ANSWER_INVALID', data: { fields: [{ pointer: '/comment' }] } },
    });
    expect(await team.as('ann').post(path, approve)).toMatchObject({ status: 200 });
  });

  it.each([
    ['${ .value }', 'APPROVED'],
    ['${ . }', { value: 'APPROVED', comment: 'Fine', submittedAt: '2026-05-22T14:30:00Z' }],
  ])('[H51 H50] the workflow may go on with %s of the answer', async (as, output) => {
    await using team = await aTeam();
    const processId = await team.ask('{ assigneeId: ann }', `      output: { as: '${as}' }\n`);
    const { taskAsstId } = await team.as('ann').task();
    const response = { value: 'APPROVED', comment: 'Fine', submittedAt: '2026-05-22T14:30:00Z' };
    await team.as('ann').post(`/human-tasks/${taskAsstId}/complete`, { response });
    await team.served.account.account.host.settled();
    expect((await team.as('maya').get(`/processes/${processId}`)).body).toMatchObject({ output });
  });

  it('[H57 H63] nothing is taken for a task that does not wait any more', async () => {
    await using team = await aTeam();
    const processId = await team.ask('{ assigneeId: ann }');
    const { taskAsstId } = await team.as('ann').task();
    await team.as('maya').post(`/processes/${processId}/cancel`, { reason: 'A mistake' });
    await team.served.account.account.host.settled();
    for (const [command, body] of [
      ['complete', approve],
      ['claim', {}],
      ['release', {}],
    ] as const) {
      expect(await team.as('ann').post(`/human-tasks/${taskAsstId}/${command}`, body)).toMatchObject({
        status: 409,
        body: { code: 'ASSIGNMENT_INACTIVE' },
      });
    }
    expect((await team.as('ann').get(`/human-tasks/${taskAsstId}`)).body).toMatchObject({
      taskStatusCode: 'X',
      unassignedReason: 'process_cancelled',
      answer: null,
    });
  });

  it('[H76 H77 I63 I64] a stream of server-sent events tells the others who did what', async () => {
    await using team = await aTeam();
    await team.ask('{ roleId: approvers }');
    const { taskAsstId, taskId } = await team.as('ann').task();
    await using stream = await changesOf(team.served);
    expect(stream.type).toBe('text/event-stream');
    await team.as('ann').post(`/human-tasks/${taskAsstId}/claim`);
    expect(await stream.until('claimed')).toMatchObject({
      topics: expect.arrayContaining(['human-tasks']),
      taskIds: [taskId],
      actions: [{ kind: 'claimed', taskId, title: 'Is it right?', by: 'ann', byName: 'ann' }],
    });
  });

  it('[H25 H52 H70 H73] every command is in the description of the API', async () => {
    await using team = await aTeam();
    const { body } = await team.as('maya').get('/openapi.json');
    const { paths } = body as { paths: Record<string, object> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described).toEqual(
      expect.arrayContaining([
        'get /human-tasks',
        'get /human-tasks/{taskAsstId}',
        'get /tasks/{taskId}/human-task',
        'post /human-tasks/{taskAsstId}/complete',
        'post /human-tasks/{taskAsstId}/claim',
        'post /human-tasks/{taskAsstId}/release',
        'post /human-tasks/{taskAsstId}/reassign',
        'post /tasks/{taskId}/assign-to-me',
        'get /human-tasks/{taskAsstId}/history',
        'get /tasks/{taskId}',
        'post /tasks/{taskId}/retry',
        'get /users',
        'post /users',
        'patch /users/{userId}',
        'delete /users/{userId}',
        'get /roles',
        'post /roles',
        'patch /roles/{roleId}',
        'delete /roles/{roleId}',
      ]),
    );
  });
});

interface ChangeStream extends AsyncDisposable {
  readonly type: string;
  /** The first change with an action of this kind. */
  until(kind: string): Promise<unknown>;
}

function changesOf({ paths }: ServedAccount): Promise<ChangeStream> {
  const authorization = `Bearer ${readFileSync(paths.apiToken, 'utf8').trim()}`;
  return new Promise((resolve, reject) => {
    const options = { socketPath: paths.apiSocket, path: '/api/changes', headers: { authorization } };
    const outgoing = request(options, (incoming) => {
      const chunks = incoming.setEncoding('utf8')[Symbol.asyncIterator]();
      resolve({
        type: incoming.headers['content-type'] ?? '',
        async until(kind) {
          let text = '';
          for (;;) {
            const { value, done } = await chunks.next();
            if (done === true) throw new Error(`The stream ended before ${kind}`);
            text += String(value);
            const line = text.split('\n').find((one) => one.startsWith('data:') && one.includes(`"${kind}"`));
            if (line !== undefined && text.endsWith('\n\n')) return JSON.parse(line.slice('data:'.length));
          }
        },
        async [Symbol.asyncDispose]() {
          incoming.on('error', () => {});
          outgoing.destroy();
        },
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
