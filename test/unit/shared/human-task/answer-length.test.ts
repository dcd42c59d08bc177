import { describe, expect, it } from 'vitest';
import { isCutAt } from '../../../../src/shared/human-task/answer-length.ts';

describe('an answer for a server that does not keep all of it', () => {
  it('is cut from the first character too many, in whichever part', () => {
    const long = 'x'.repeat(127);
    expect(isCutAt(126, { value: 'x'.repeat(126), comment: 'x'.repeat(126) })).toBe(false);
    expect(isCutAt(126, { value: long })).toBe(true);
    expect(isCutAt(126, { value: 'APPROVED', comment: long })).toBe(true);
    expect(isCutAt(126, { value: 'APPROVED', fields: { reason: 'x'.repeat(113) } })).toBe(false);
    expect(isCutAt(126, { value: 'APPROVED', fields: { reason: 'x'.repeat(114) } })).toBe(true);
    expect(isCutAt(126, {})).toBe(false);
  });

  it('is not cut where everything is kept', () => {
    expect(isCutAt(null, { value: 'x'.repeat(100_000) })).toBe(false);
  });
});
