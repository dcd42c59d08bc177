import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName } from '../../../../src/shared/human-task/file-name.ts';

describe('the name of a file', () => {
  it.each([
    ['contract.pdf', 'contract.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ada\\contract.pdf', 'contract.pdf'],
    ['a\u202Efdp.exe', 'afdp.exe'],
    ['line\nbreak\u0000.txt', 'line break.txt'],
    ['what? "this": <that>.txt', 'what_ _this__ _that_.txt'],
    ['.bashrc', 'bashrc'],
    ['trailing. . .', 'trailing'],
    ['con.txt', '_con.txt'],
    ['/', 'file'],
    ['..', 'file'],
    ['Straße  für\tAda.pdf', 'Straße für Ada.pdf'],
  ])('%j becomes %j', (given, kept) => {
    expect(safeFileName(given)).toBe(kept);
  });

  it('keeps its ending when it is too long', () => {
    const name = safeFileName(`${'ä'.repeat(300)}.pdf`);
    expect(name.endsWith('ä.pdf')).toBe(true);
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(200);
  });

  it('is never a path, never empty, never longer than a file system takes, and stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const name = safeFileName(given);
        expect(name).toMatch(/^[^/\\\p{Cc}\p{Cf}]+$/u);
        expect(name).not.toMatch(/^\.|\.$/);
        expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(201);
        expect(safeFileName(name)).toBe(name);
      }),
    );
  });
});
