import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { approvalWorkflow, projectFolder, samplesFolder, temporaryFolder } from '../../support/account.ts';

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command as a person runs it: the launcher, on the bundle. */
function countersign(...args: string[]): Result {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(projectFolder, 'bin/countersign.mjs'), ...args],
    { encoding: 'utf8' },
  );
  return { code: status, out: stdout, err: stderr };
}

function withFile<T>(source: string, work: (file: string, folder: string) => T): T {
  using folder = temporaryFolder();
  const file = join(folder.path, 'workflow.yaml');
  writeFileSync(file, source);
  return work(file, folder.path);
}

describe('countersign run', () => {
  it('[K8 K35] completes with an answer given on the command line and prints status and output', () => {
    withFile(approvalWorkflow, (file) => {
      const { code, out } = countersign(
        'run',
        file,
        '--answer',
        '/do/0/requestApproval={"value":"APPROVED"}',
        '--json',
      );
      expect({ code, out: JSON.parse(out) as unknown }).toEqual({
        code: 0,
        out: { status: 'completed', output: { outcome: 'continued' } },
      });
    });
  });

  it('[K36] takes the other branch of a rejection', () => {
    withFile(approvalWorkflow, (file) => {
      const answer = '/do/0/requestApproval={"value":"REJECTED","comment":"No"}';
      const { out } = countersign('run', file, '--answer', answer, '--json');
      expect(JSON.parse(out)).toMatchObject({ output: { outcome: 'stopped', reason: 'No' } });
    });
  });

  it('[K28] exits 3 while it waits for a person, and says for what', () => {
    withFile(approvalWorkflow, (file) => {
      const { code, out } = countersign('run', file, '--json');
      expect(code).toBe(3);
      expect(JSON.parse(out)).toMatchObject({
        status: 'waiting',
        waitingFor: [{ path: '/do/0/requestApproval', kind: 'ask' }],
      });
    });
  });

  it('exits 1 when the process fails, with the error as the language has it', () => {
    const failing = approvalWorkflow.replace(
      'set: { outcome: continued }\n      then: end',
      "raise: { error: { type: 'https://example.org/x', status: 409, title: Held } }",
    );
    withFile(failing, (file) => {
      const { code, out } = countersign(
        'run',
        file,
        '--answer',
        '/do/0/requestApproval={"value":"APPROVED"}',
        '--json',
      );
      expect(code).toBe(1);
      expect(JSON.parse(out)).toMatchObject({
        status: 'faulted',
        error: { type: 'https://example.org/x', status: 409, title: 'Held', instance: '/do/2/done' },
      });
    });
  });

  it('exits 2 for a definition that is not valid, and names the line', () => {
    withFile(approvalWorkflow.replace('mode: approval', 'mode: aproval'), (file) => {
      const { code, err } = countersign('run', file, '--json');
      expect(code).toBe(2);
      expect(err).toMatch(/6:\d+ .*\/do\/0\/requestApproval\/ask\/mode/);
    });
  });

  it('exits 2 for a task type that this version does not run, and names its path', () => {
    const source =
      "document: { dsl: '1.0.3', namespace: t, name: t, version: '1.0.0' }\ndo: [ { go: { call: grpc, with: {} } } ]\n";
    withFile(source, (file) => {
      const { code, err } = countersign('run', file);
      expect(code).toBe(2);
      expect(err).toContain('/do/0/go');
    });
  });

  it.each([
    ['an answer that does not fit', '/do/0/requestApproval={"value":"MAYBE"}'],
    ['an answer that is not JSON', '/do/0/requestApproval=APPROVED'],
    ['an answer without a path', 'APPROVED'],
  ])('exits 2 for %s', (_, answer) => {
    withFile(approvalWorkflow, (file) => {
      expect(countersign('run', file, '--answer', answer).code).toBe(2);
    });
  });

  it('waits for timers by itself', () => {
    const source =
      "document: { dsl: '1.0.3', namespace: t, name: t, version: '1.0.0' }\ndo: [ { pause: { wait: PT0.05S } }, { finish: { set: { waited: true } } } ]\n";
    withFile(source, (file) => {
      const { code, out } = countersign('run', file, '--json');
      expect([code, JSON.parse(out)]).toEqual([0, { status: 'completed', output: { waited: true } }]);
    });
  });

  it('keeps the process in a data folder that is named', () => {
    withFile(approvalWorkflow, (file, folder) => {
      const data = join(folder, 'data');
      expect(countersign('run', file, '--data-dir', data).code).toBe(3);
      const backup = join(folder, 'backup.db');
      expect(countersign('backup', backup, '--data-dir', data).code).toBe(0);
      expect(countersign('restore', backup, '--data-dir', data).out).toContain('before-restore');
      expect(countersign('backup', backup, '--data-dir', data).code).toBe(2);
    });
  });

  it.each([
    ['expense-approval', { '/do/0/decide': 'APPROVED' }, { status: 'booked' }],
    [
      'expense-approval',
      { '/do/0/decide': 'REJECTED' },
      { status: 'declined', reason: 'No reason was given' },
    ],
    ['document-review', { '/do/0/findings': ['none'] }, { status: 'ready for signature' }],
    [
      'document-review',
      {
        '/do/0/findings': ['price'],
        '/do/2/whatToChange': 'Net 30, not net 60',
        '/do/3/changed': false,
        '/do/0/findings#2': ['none'],
      },
      { status: 'ready for signature' },
    ],
    ['data-correction', { '/do/0/choose': '43 200.00' }, { value: '43 200.00' }],
    ['data-correction', { '/do/0/choose': 'other', '/do/2/type': '48 200.06' }, { value: '48 200.06' }],
    ['purchase-request', { '/do/0/decide': 'APPROVED' }, { status: 'granted', amount: 1, budget: 'Safety' }],
    ['purchase-request', { '/do/0/decide': 'REJECTED' }, { status: 'declined', reason: 'No' }],
  ])('[K1 K2 K3 I36] the sample %s comes to its end with %j', (sample, answers, output) => {
    const file = join(samplesFolder, `${sample}.yaml`);
    const flags = Object.entries(answers).flatMap(([path, value]) => [
      '--answer',
      `${path}=${JSON.stringify({ value, ...besides[`${sample} ${String(value)}`] })}`,
    ]);
    const { code, out, err } = countersign('run', file, ...flags, '--input', sampleInput, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ status: 'completed', output });
  });
});

describe('client commands without a running app', () => {
  it('say that the app is not running and how to start it', () => {
    using folder = temporaryFolder();
    const { code, err } = countersign('inbox', '--data-dir', folder.path);
    expect(code).toBe(1);
    expect(err).toContain('npm start');
  });
});

/** What some answers come with. */
const besides: Record<string, object> = {
  'purchase-request APPROVED': { fields: { grantedAmount: 1, budget: 'Safety' } },
  'purchase-request REJECTED': { comment: 'No' },
};

/** Everything that any of the samples reads from its input. */
const sampleInput = JSON.stringify({
  employee: 'Maya Silva',
  purpose: 'Tickets',
  amount: 1,
  currency: 'EUR',
  costCentre: '4410',
  receipt: 'R-1',
  document: 'Contract',
  author: 'O. Park',
  pages: 2,
  invoice: 'NW-1',
  field: 'total amount',
  candidates: ['48 200.00', '43 200.00'],
  confidence: 0.61,
  supplier: 'Northwind',
  budgets: ['Safety', 'Maintenance'],
});
