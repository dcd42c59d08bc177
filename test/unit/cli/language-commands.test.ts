import { describe, expect, it } from 'vitest';
import type { Environment } from '../../../src/cli/environment.ts';
import { createProgram } from '../../../src/cli/program.ts';

describe('the commands about the language', () => {
  it.each(['validate', 'schema'])('are commands of the program: %s', async (command) => {
    const printed: string[] = [];
    const environment = {
      version: '0.0.0',
      print: (text: string) => void printed.push(text),
      warn: () => undefined,
    };
    const run = createProgram(environment as unknown as Environment);
    expect(await run([command, '--help'])).toBe(0);
    expect(printed.join('\n')).toContain(`countersign ${command}`);
  });
});
