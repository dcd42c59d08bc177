import { ORPCError } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { contractError } from '../../../src/service/contract-error.ts';
import type { LogFields } from '../../../src/service/log.ts';
import { CountersignError } from '../../../src/shared/errors.ts';

function recordingLog() {
  const lines: { message: string; fields: LogFields | undefined }[] = [];
  const keep = (message: string, fields?: LogFields) => void lines.push({ message, fields });
  return { lines, log: { info: keep, warn: keep, error: keep } };
}

describe('contractError', () => {
  it('keeps what is on the list, with its status and what to do next', () => {
    const { log, lines } = recordingLog();
    expect(contractError(new CountersignError('STALE_TASK'), log)).toMatchObject({
      code: 'STALE_TASK',
      status: 409,
      data: { next: expect.any(String) },
    });
    expect(lines).toEqual([]);
  });

  it('calls everything else INTERNAL, and logs where it happened without quoting what it said', () => {
    const { log, lines } = recordingLog();
    const error = contractError(new SyntaxError('salary of Maya 5000 is not valid JSON'), log);
    expect(error).toMatchObject({ code: 'INTERNAL', status: 500, data: { next: expect.any(String) } });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.fields).toMatchObject({ error: 'SyntaxError' });
    expect(JSON.stringify(lines)).not.toContain('Maya');
  });

  it('takes a full disk for what it is', () => {
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    expect(contractError(full, recordingLog().log)).toMatchObject({ code: 'STORE_UNAVAILABLE', status: 503 });
  });

  it('puts what a transport refuses into the words of the list', () => {
    const { log } = recordingLog();
    expect(contractError(new ORPCError('PAYLOAD_TOO_LARGE'), log)).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      status: 413,
      data: { next: expect.any(String) },
    });
    expect(contractError(new ORPCError('BAD_REQUEST'), log)).toMatchObject({
      code: 'INVALID_REQUEST',
      status: 400,
    });
  });
});
