import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/shared/json.ts';
import { expressionsToVariables } from '../../../../src/engine/tasks/shell-command.ts';
import { start, taskAt } from '../../../support/engine.ts';

async function planOf(run: string, input: Json = {}): Promise<Json | undefined> {
  const { state, result } = await start(`do: [{ a: { run: ${run} } }]`, input);
  if (result.error !== null) throw new Error(result.error.detail);
  return taskAt(state, '/do/0/a').plan;
}

describe('run.script', () => {
  it('takes its code as it is and has the rest evaluated', async () => {
    const script =
      '{ script: { language: javascript, code: "`${ .a }`", arguments: ["--n=${ .n }"], stdin: "${ .o }", environment: { A: "${ .n }", B: true } }, return: all }';
    expect(await planOf(script, { n: 1, o: { x: 'y' } })).toEqual({
      kind: 'script',
      language: 'js',
      code: '`${ .a }`',
      arguments: ['--n=1'],
      stdin: '{"x":"y"}',
      environment: { A: '1', B: 'true' },
      return: 'all',
    });
  });

  it('may be fetched from elsewhere', async () => {
    const script = '{ script: { language: js, source: { endpoint: "https://e.org/{name}.js" } } }';
    expect(await planOf(script, { name: 'a' })).toMatchObject({
      source: { endpoint: { uri: 'https://e.org/a.js' } },
      arguments: [],
      return: 'stdout',
    });
  });
});

describe('run.shell', () => {
  it('hands values to the command as variables of the shell, never as text of it', async () => {
    const shell = `{ shell: { command: 'echo "Hello, \${ .name }" \${HOME}', arguments: ['\${ .name }'] } }`;
    expect(await planOf(shell, { name: '"; rm -rf / #' })).toEqual({
      kind: 'shell',
      command: 'echo "Hello, ${COUNTERSIGN_1}" ${HOME}',
      arguments: ['"; rm -rf / #'],
      environment: { COUNTERSIGN_1: '"; rm -rf / #' },
      return: 'stdout',
    });
  });

  it('may be one expression as a whole', async () => {
    expect(await planOf(`{ shell: { command: '\${ .command }' } }`, { command: 'ls' })).toMatchObject({
      command: 'ls',
    });
  });

  it.each(['${HOME}', '${#list}', '${NAME:-none}', '${!ref}', '${?}', '$(ls)', '${ never closed'])(
    'leaves %s to the shell',
    (command) => {
      expect(expressionsToVariables(command)).toEqual({ command, expressions: {} });
    },
  );

  it('does not search long for the end of many that have none', () => {
    const command = '${('.repeat(300_000);
    const began = performance.now();
    expect(expressionsToVariables(command)).toEqual({ command, expressions: {} });
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it.each(['${ .a }', '${.a.b}', '${ .a | map({x: "}"}) }', '${$context.a}', '${["a"]}'])(
    'takes %s for an expression',
    (expression) => {
      expect(expressionsToVariables(`echo ${expression}!`)).toEqual({
        command: 'echo ${COUNTERSIGN_1}!',
        expressions: { COUNTERSIGN_1: expression },
      });
    },
  );

  it('is read in time however many expressions it does not close', () => {
    const command = '${("}'.repeat(20_000);
    expect(expressionsToVariables(command).expressions).toEqual({});
  });
});
