import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validate } from '../../../src/cli/commands/validate.ts';
import type { Environment } from '../../../src/cli/environment.ts';
import { projectFolder, temporaryFolder } from '../../support/account.ts';

/** What the command prints for a file with this text, and the code that it exits with. */
function validated(source: string, flags: { json?: boolean } = {}): { code: number; out: string } {
  using folder = temporaryFolder();
  const file = join(folder.path, 'workflow.yaml');
  writeFileSync(file, source);
  const lines: string[] = [];
  const code = validate({ print: (text: string) => void lines.push(text) } as Environment, file, flags);
  return { code, out: lines.join('\n').replaceAll(`${folder.path}/`, '') };
}

const document = "document: { dsl: '1.0.3', namespace: test, name: example, version: '1.0.0' }";

describe('countersign validate', () => {
  it('names a file that is valid', () => {
    const source = `${document}\ndo:\n  - a:\n      set: { x: 1 }\n`;
    expect(validated(source)).toEqual({ code: 0, out: 'workflow.yaml is valid: test/example@1.0.0' });
    expect(JSON.parse(validated(source, { json: true }).out)).toEqual({
      valid: true,
      workflow: 'test/example@1.0.0',
      problems: [],
    });
  });

  it('refuses an ask whose JSON Schema is none, at its place', () => {
    const source = `${document}\ndo:\n  - a:\n      ask: { prompt: Hi, validate: { type: 12 } }\n`;
    const { code, out } = validated(source);
    expect(code).toBe(2);
    expect(out).toMatch(
      /^workflow\.yaml:4:44 \/do\/0\/a\/ask\/validate\/type: This is no JSON Schema: Must be one of/,
    );
  });

  const faulty = [
    document,
    'use:',
    '  retries:',
    '    often: { backoff: { linear: {}, constant: {} } }',
    'do:',
    '  - fetch:',
    '      call: http',
    '      with:',
    '        endpoint: example.org',
    '      then: nowhere',
    '  - tell:',
    '      call: grpc',
    '  - hurry:',
    '      try: [{ go: { raise: { error: unknown } } }]',
    '      catch: { retry: often }',
    '',
  ].join('\n');

  it('prints every problem with its line and column, of the shape and of the names alike, and exits 2', () => {
    const { code, out } = validated(faulty);
    expect(code).toBe(2);
    expect(out.split('\n')).toEqual([
      'workflow.yaml:4:14 /use/retries/often/backoff: Must have exactly one of constant, linear and exponential.',
      'workflow.yaml:8:7 /do/0/fetch/with/method: Is required.',
      'workflow.yaml:9:19 /do/0/fetch/with/endpoint: Must be an address with its scheme, e.g. https://example.org/pets/{petId}, or ${ … }.',
      'workflow.yaml:10:13 /do/0/fetch/then: "nowhere" is not a task in this list. Use one of its tasks, continue, exit or end.',
      'workflow.yaml:12:13 /do/1/tell/call: This version does not call gRPC services (`call: grpc`).',
      'workflow.yaml:14:37 /do/2/hurry/try/0/go/raise/error: There is no error "unknown" under use.errors.',
      '6 problems',
    ]);
  });

  it('prints the same as JSON', () => {
    const { code, out } = validated(faulty, { json: true });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      valid: false,
      problems: [{ path: '/use/retries/often/backoff', line: 4, column: 14 }, {}, {}, {}, {}, {}],
    });
  });

  it('says where YAML itself is broken', () => {
    expect(validated('document: {\n')).toMatchObject({
      code: 2,
      out: expect.stringMatching(/^workflow.yaml:2:1 /) as string,
    });
  });

  it.each(['expense-approval', 'purchase-request', 'document-review', 'data-correction'])(
    'finds nothing in the sample %s',
    (name) => {
      const file = join(projectFolder, 'resources/samples', `${name}.yaml`);
      expect(validate({ print: () => undefined } as unknown as Environment, file, {})).toBe(0);
    },
  );
});
