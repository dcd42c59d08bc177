import { describe, expect, it } from 'vitest';
import { oneLine, printable, table } from '../../../src/cli/format.ts';
import { reportFailure, UsageError } from '../../../src/cli/report-failure.ts';
import { CountersignError } from '../../../src/shared/errors.ts';

const escape = '\u001b]0;owned\u0007\u001b[31m\u009b';

describe('text of others on the terminal', () => {
  it('moves no cursor and sets no title', () => {
    // eslint-disable-next-line no-control-regex -- control characters are exactly what is meant
    expect(printable(`a${escape}b\nc`)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(printable('a\nb')).toBe('a\nb');
  });

  it('cannot pass for a row of its own', () => {
    expect(oneLine('Approve\n1234abcd  approval  Pay salaries\u2028x')).not.toMatch(/[\n\u2028]/);
  });

  it('is as harmless in an error', () => {
    const lines: string[] = [];
    const problem = { path: `/do/${escape}`, message: escape, line: 1, column: 1 };
    const code = reportFailure(
      new CountersignError('WORKFLOW_INVALID', { details: { problems: [problem] } }),
      (line) => lines.push(line),
    );
    expect(code).toBe(2);
    expect(lines.join('')).not.toContain('\u001b');
    reportFailure(new UsageError(escape), (line) => lines.push(line));
    expect(lines.join('')).not.toContain('\u001b');
  });
});

describe('table', () => {
  it('lines up columns and leaves no spaces at the end', () => {
    expect(
      table([
        ['a', 'bb'],
        ['ccc', ''],
      ]),
    ).toBe('a    bb\nccc');
  });
});
