import { describe, expect, it } from 'vitest';
import { pageScale } from '../../../../src/renderer/features/task/files/pdf/page-scale.ts';
import { troubleOf } from '../../../../src/renderer/features/task/files/pdf/pdf-trouble.ts';

const a4 = { width: 595, height: 842 };

describe('how large a page of a PDF is drawn', () => {
  it('is as wide as there is room for it', () => {
    expect(pageScale(a4, 1190)).toBe(2);
    expect(pageScale(a4, 297.5)).toBe(0.5);
  });

  it.each([
    ['a wide screen and a deep zoom', a4, 100_000],
    ['a roll of paper', { width: 10, height: 20_000 }, 600],
    ['a banner', { width: 20_000, height: 10 }, 600_000],
  ])('is never more than a canvas takes: %s', (_what, page, width) => {
    const scale = pageScale(page, width) ?? Number.NaN;
    expect(Math.max(page.width, page.height) * scale).toBeLessThanOrEqual(8_192);
    expect(page.width * page.height * scale ** 2).toBeLessThanOrEqual(16 * 1024 * 1024 + 1);
    expect(Math.min(page.width, page.height) * scale).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['no width', { width: 0, height: 842 }],
    ['no height', { width: 595, height: 0 }],
    ['no end', { width: 595, height: Number.POSITIVE_INFINITY }],
    ['nothing that is a number', { width: Number.NaN, height: 842 }],
    ['a height that leaves nothing of its width', { width: 595, height: 100_000_000 }],
  ])('is not to be had of one with %s', (_what, page) => {
    expect(pageScale(page, 600)).toBeNull();
  });
});

describe('what a PDF suffers from', () => {
  it('is told by the name of what was thrown', () => {
    expect(troubleOf(Object.assign(new Error('No password given'), { name: 'PasswordException' }))).toBe(
      'locked',
    );
    expect(troubleOf(Object.assign(new Error('Invalid PDF'), { name: 'InvalidPDFException' }))).toBe(
      'broken',
    );
    expect(troubleOf('what is no error')).toBe('broken');
  });
});
