import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startStub } from '../../conformance/stubs/stub-service.ts';
import { approvalWorkflow, samplesFolder, startSource } from '../../support/account.ts';
import { serveAccount } from '../../support/api.ts';
import { countersign, someFiles } from '../../support/countersign.ts';

describe('countersign dry-run', () => {
  it('runs a file with what it is given, in no time, and calls nobody', async () => {
    using files = someFiles();
    await using service = await startStub(() => ({ body: {} }));
    const file = files.workflow(`
do:
  - order: { call: http, with: { method: post, endpoint: '${service.url}', body: {} } }
  - pause: { wait: { days: 3 } }
  - child: { run: { workflow: { namespace: test, name: other, version: '1.0.0' } } }
  - question: { ask: { prompt: 'Shall we?', mode: confirm } }
  - done: { set: { answer: '\${ .value }' } }
`);
    const other = files.workflow('do: [ { one: { set: { n: 1 } } } ]\n', 'other');
    const { code, out, err } = await countersign(
      'dry-run',
      file,
      '--with',
      other,
      '--json',
      '--result',
      '/do/0/order={"id":7}',
      '--answer',
      '/do/3/question={"value":true}',
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      status: 'completed',
      output: { answer: true },
      tasks: [
        { path: '/do/0/order', kind: 'call', status: 'completed', output: { id: 7 } },
        { path: '/do/1/pause', kind: 'wait', status: 'completed' },
        { path: '/do/2/child', kind: 'run', status: 'completed', output: null },
        { path: '/do/3/question', kind: 'ask', status: 'completed' },
        { path: '/do/4/done', kind: 'set', status: 'completed' },
      ],
    });
    expect(service.requests).toEqual([]);
  });

  it('needs no secrets', async () => {
    using files = someFiles();
    const file = files.workflow(`
use: { secrets: [token] }
do:
  - ping:
      call: http
      with:
        method: get
        endpoint: { uri: 'https://service.example', authentication: { bearer: { token: '\${ $secrets.token }' } } }
`);
    const { code, out } = await countersign('dry-run', file, '--json');
    expect([code, JSON.parse(out)]).toMatchObject([0, { status: 'completed' }]);
  });

  it('[I36] takes the fields beside an option as the answer has them', async () => {
    const file = join(samplesFolder, 'purchase-request.yaml');
    const answer = '/do/0/decide={"value":"APPROVED","fields":{"grantedAmount":3,"budget":"Safety"}}';
    const input = '{"amount":5,"currency":"EUR","budgets":["Safety"],"supplier":"N","employee":"A"}';
    const { out } = await countersign('dry-run', file, '--json', '--input', input, '--answer', answer);
    expect(JSON.parse(out)).toMatchObject({ status: 'completed', output: { amount: 3, budget: 'Safety' } });
  });

  it('stops where an answer is needed and none is given, says so, and exits 3', async () => {
    using files = someFiles();
    const file = files.write('approval.yaml', approvalWorkflow);
    const { code, out } = await countersign('dry-run', file);
    expect(code).toBe(3);
    expect(out).toContain('… /do/0/requestApproval  ask');
  });

  it('goes on from where a process of the running app stands, and leaves it there', async () => {
    await using served = await serveAccount();
    const processId = await startSource(served.account, approvalWorkflow);
    const { out } = await countersign(
      'dry-run',
      '--process',
      processId,
      '--data-dir',
      served.paths.folder,
      '--json',
      '--answer',
      '/do/0/requestApproval={"value":"APPROVED"}',
    );
    expect(JSON.parse(out)).toMatchObject({ status: 'completed', output: { outcome: 'continued' } });
    const { statusCode } = await served.account.client.processes.get({ processId });
    expect(statusCode).toBe('W');
  });

  it('exits 2 for a file and a process at once, or neither', async () => {
    using files = someFiles();
    const file = files.write('approval.yaml', approvalWorkflow);
    const both = await countersign('dry-run', file, '--process', 'x');
    const neither = await countersign('dry-run');
    expect([both.code, neither.code]).toEqual([2, 2]);
  });
});
