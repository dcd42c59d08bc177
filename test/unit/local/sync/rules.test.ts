import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, commandBackoff, connectionBackoff } from '../../../../src/local/sync/outbox/backoff.ts';
import { classify } from '../../../../src/local/sync/outbox/classify.ts';
import { undoWindowMs } from '../../../../src/local/sync/outbox/hold.ts';
import { answerFailure, connectionFailure } from '../../../../src/local/sync/transports/failures.ts';
import { portalFailure } from '../../../../src/local/sync/transports/light-portal/portal-call.ts';
import { TransportError } from '../../../../src/local/sync/transports/transport-error.ts';
import { errorCatalogue, type ErrorCode } from '../../../../src/shared/error-catalogue.ts';
import { CountersignError } from '../../../../src/shared/errors.ts';

describe('how long an answer is held back', () => {
  it('depends on what it can do', () => {
    expect([undoWindowMs('low'), undoWindowMs('medium'), undoWindowMs('high')]).toEqual([
      5_000, 10_000, 30_000,
    ]);
  });
});

describe('how long to wait before the next try', () => {
  it('doubles up to the most, and chance takes up to half of it away', () => {
    const least = [1, 2, 3, 4, 20].map((failures) => backoffMs(commandBackoff, failures, 0));
    expect(least).toEqual([500, 1_000, 2_000, 4_000, 60_000]);
    expect(backoffMs(connectionBackoff, 100, 0.999_999)).toBe(60_000);
  });

  it('is never shorter than the server asked for, nor endless because it asked', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat({ max: 10_000_000 }),
        (failures, random, asked) => {
          const wait = backoffMs(commandBackoff, failures, random, asked);
          expect(wait).toBeGreaterThanOrEqual(Math.min(asked, 3_600_000));
          expect(wait).toBeLessThanOrEqual(3_601_000);
        },
      ),
    );
  });
});

describe('what becomes of a command that did not work', () => {
  const verdict = (code: ErrorCode, action: Parameters<typeof classify>[1] = 'completeTask') =>
    classify(new TransportError(code), action).kind;

  it('is settled for every error of the list, and none of them loses it without a word', () => {
    const kinds = Object.keys(errorCatalogue).map((code) => verdict(code as ErrorCode));
    expect(new Set(kinds)).toEqual(new Set(['refused', 'conflict', 'retry', 'blocked']));
  });

  it.each<[ErrorCode, string]>([
    ['STALE_TASK', 'conflict'],
    ['ASSIGNMENT_INACTIVE', 'conflict'],
    ['CLAIMED_BY_OTHER', 'conflict'],
    ['ASSIGNMENT_NOT_FOUND', 'refused'],
    ['ANSWER_INVALID', 'refused'],
    ['IDEMPOTENCY_MISMATCH', 'refused'],
    ['SCOPE_MISSING', 'refused'],
    ['SERVER_UNREACHABLE', 'retry'],
    ['RATE_LIMITED', 'retry'],
    ['STORE_UNAVAILABLE', 'retry'],
    ['INTERNAL', 'retry'],
    ['TOKEN_EXPIRED', 'blocked'],
    ['DEVICE_REVOKED', 'blocked'],
    ['SERVER_INCOMPATIBLE', 'blocked'],
  ])('%s: %s', (code, kind) => expect(verdict(code)).toBe(kind));

  it('a claim that is over already need not be given back', () => {
    expect(verdict('NOT_CLAIMED', 'releaseHumanTask')).toBe('delivered');
    expect(verdict('NOT_CLAIMED', 'completeTask')).toBe('refused');
  });

  it('[H67] a conflict says who decided what, and when', () => {
    const decision = { completedUser: 'bob', completedTs: '2026-05-22T14:30:00Z', value: 'REJECTED' };
    expect(classify(new TransportError('STALE_TASK', { details: { decision } }), 'completeTask')).toEqual({
      kind: 'conflict',
      decided: {
        by: 'bob',
        at: '2026-05-22T14:30:00Z',
        answer: { value: 'REJECTED', submittedAt: '2026-05-22T14:30:00Z' },
      },
    });
  });

  it('what was found out before anything was sent is certain; what nobody knows is not', () => {
    expect(classify(new CountersignError('STORE_UNAVAILABLE'), 'uploadFile')).toMatchObject({
      uncertain: false,
    });
    expect(classify(new Error('a bug'), 'completeTask')).toMatchObject({ kind: 'retry', uncertain: true });
  });
});

describe('what a connection that did not work means', () => {
  const caused = (code: string) =>
    new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) });

  it.each([
    ['ECONNREFUSED', false],
    ['ENOTFOUND', false],
    ['UND_ERR_CONNECT_TIMEOUT', false],
    ['ECONNRESET', true],
    ['UND_ERR_SOCKET', true],
  ])('%s: may have arrived: %s', (code, uncertain) =>
    expect(connectionFailure(caused(code))).toMatchObject({ code: 'SERVER_UNREACHABLE', uncertain }),
  );

  it('an error that is known keeps its code', () => {
    expect(connectionFailure(new CountersignError('TOKEN_EXPIRED'))).toMatchObject({ code: 'TOKEN_EXPIRED' });
  });
});

describe('what an answer that is no success means', () => {
  const failure = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    answerFailure(
      { status, headers: new Headers(headers) },
      typeof body === 'string' ? body : JSON.stringify(body),
    );

  it('is what the server says, in either of its forms', () => {
    const error = { code: 'STALE_TASK', message: 'Too late', data: { next: 'Go back' } };
    expect(failure(409, error)).toMatchObject({ code: 'STALE_TASK', message: 'Too late', uncertain: false });
    expect(failure(409, { json: error, meta: [] })).toMatchObject({ code: 'STALE_TASK' });
    expect(failure(503, { code: 'STORE_UNAVAILABLE' })).toMatchObject({ uncertain: true });
  });

  it('is never final where something else answers', () => {
    const statuses = [400, 403, 404, 407, 500, 502, 503, 504];
    const codes = statuses.map((status) => failure(status, '<html></html>').code);
    expect(new Set(codes)).toEqual(new Set(['SERVER_UNREACHABLE']));
    expect(failure(429, '', { 'retry-after': '7' })).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: 7_000,
    });
    expect(failure(503, '', { 'retry-after': 'Fri, 22 May 2026 14:30:00 GMT' }).retryAfterMs).toBeNull();
  });

  it('of a light-portal is told by its code, its name and its status', () => {
    const of = (status: number, code: string, message: string) =>
      portalFailure(
        { status, headers: new Headers() },
        JSON.stringify({ statusCode: status, code, message }),
      );
    expect(of(401, 'ERR10001', 'AUTH_TOKEN_EXPIRED').code).toBe('TOKEN_EXPIRED');
    expect(of(404, 'ERR11637', 'OBJECT_NOT_FOUND').code).toBe('ASSIGNMENT_NOT_FOUND');
    expect(of(409, 'ERR11200', 'CLAIMED_BY_OTHER').code).toBe('CLAIMED_BY_OTHER');
    expect(of(409, 'ERR11200', 'Task is already completed').code).toBe('STALE_TASK');
    expect(of(400, 'ERR11200', 'Not one of the options').code).toBe('ANSWER_INVALID');
    expect(of(500, 'ERR10010', 'RUNTIME_EXCEPTION')).toMatchObject({
      code: 'SERVER_UNREACHABLE',
      uncertain: true,
    });
    const inside = { jsonrpc: '2.0', id: 1, error: { code: 403, message: 'x', data: { code: 'ERR10005' } } };
    expect(portalFailure({ status: 403, headers: new Headers() }, JSON.stringify(inside)).code).toBe(
      'SCOPE_MISSING',
    );
  });
});
