import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { ShellEffect } from '../../../src/engine/effect.ts';
import { effectContext, problemOf, programEffects } from '../../support/programs.ts';
import { until } from '../../support/until.ts';

const effects = programEffects({ limits: { killMs: 100, programOutputBytes: 10_000 } });

afterAll(() => effects.close());

function shell(command: string, change: Partial<ShellEffect> = {}): ShellEffect {
  return { kind: 'shell', command, arguments: [], environment: {}, return: 'stdout', ...change };
}

const run = (command: string, change: Partial<ShellEffect> = {}) =>
  effects.run(shell(command, change), effectContext());

/** What nobody has asked for its exit code still has a number: it runs no more. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a command', () => {
  it('runs only when the policy allows it, and the refusal says how to', async () => {
    const careful = programEffects({ policy: { allows: () => false } });
    const problem = await problemOf(careful, shell('echo ran'));
    expect(problem).toMatchObject({ status: 403, detail: expect.stringContaining('--allow shell') });
    expect(problem.type).toMatch(/\/authorization$/);
    await careful.close();
  });

  it('gets standard input and arguments as the published example does', async () => {
    const command = 'input=$(cat)\necho "STDIN was: $input"\necho "ARGS are $1 $2"\n';
    const given = { stdin: 'Hello World', arguments: ['Foo', 'Bar'] };
    expect(await run(command, given)).toBe('STDIN was: Hello World\nARGS are Foo Bar');
  });

  it('gets each argument as one word, whatever is in it', async () => {
    const words = [
      'a b',
      '$(echo owned)',
      '`id`',
      '"; echo owned; "',
      "it's",
      '*',
      '-n',
      '\\',
      'new\nline',
      '',
    ];
    const printed = await run(`printf '<%s>' "$@"`, { arguments: words });
    expect(printed).toBe(words.map((word) => `<${word}>`).join(''));
  });

  it('gets arguments by name as the language had them first', async () => {
    const given = { '--user': 'john $(echo owned)', '--password': 'doe' };
    expect(await run('echo', { arguments: given })).toBe('--user=john $(echo owned) --password=doe');
  });

  it('sees the environment it is given and none of ours but what it needs', async () => {
    process.env['COUNTERSIGN_TEST_SECRET'] = 'leaked';
    const printed = await run('env', { environment: { FIRST: 'John' } });
    delete process.env['COUNTERSIGN_TEST_SECRET'];
    expect(printed).toContain('FIRST=John');
    expect(printed).not.toContain('leaked');
    expect(printed).toContain('PATH=');
  });

  it('runs in an empty folder of its own, which is gone afterwards', async () => {
    const [first, second] = [await run('touch made; pwd; ls'), await run('pwd; ls')] as string[];
    expect(first).toMatch(/countersign-\w+\nmade$/);
    expect(second).not.toContain('made');
    expect(await run(`test -e '${first?.split('\n')[0]}' || echo gone`)).toBe('gone');
  });

  it('may end without reading what it is given', async () => {
    expect(await run('exec echo done', { stdin: 'x'.repeat(1_000_000) })).toBe('done');
  });

  it.each([
    ['all', { code: 3, stdout: 'out', stderr: 'err' }],
    ['code', 3],
    ['stderr', 'err'],
  ] as const)('that fails gives its %s to who asks for that', async (form, expected) => {
    expect(await run('echo out; echo err >&2; exit 3', { return: form })).toEqual(expected);
  });

  it.each(['stdout', 'none'] as const)('that fails is an error where its %s is returned', async (form) => {
    const problem = await problemOf(effects, shell('echo not today >&2; exit 3', { return: form }));
    expect(problem).toMatchObject({ status: 500, detail: 'It ended with exit code 3: not today' });
  });

  it('ended by a signal has the exit code that shells give it', async () => {
    expect(await run('kill -9 $$', { return: 'code' })).toBe(137);
  });
});

describe('what a command may take', () => {
  it.each(['yes', 'yes >&2', `trap '' TERM; yes`])(
    'ends with an error when it prints too much: %s',
    async (command) => {
      expect((await problemOf(effects, shell(command))).detail).toBe(
        'The command prints more than 10000 bytes',
      );
    },
  );

  it('ends with an error when it runs too long', async () => {
    const hasty = programEffects({ limits: { shellMs: 50, killMs: 50 } });
    const problem = await problemOf(hasty, shell('sleep 60'));
    expect(problem).toMatchObject({ status: 408, detail: 'The command ran for more than 50 ms' });
    await hasty.close();
  });

  it('leaves nothing running when it ends', async () => {
    const pid = Number(await run('sleep 60 & echo $!'));
    expect(pid).toBeGreaterThan(0);
    await until('nothing of the command runs', () => !isAlive(pid));
  });

  it('leaves nothing running when its task ends, not even what ignores the request', async () => {
    const abort = new AbortController();
    const command = `trap '' TERM; (trap '' TERM; sleep 60) & echo $! > "$OUT"; wait`;
    const out = `${process.env['TMPDIR'] ?? '/tmp'}/countersign-pid-${process.pid}`;
    const ended = problemOf(
      effects,
      shell(command, { environment: { OUT: out } }),
      effectContext({ signal: abort.signal }),
    );
    const pid = Number(await run(`while ! test -s '${out}'; do :; done; cat '${out}'; rm '${out}'`));
    abort.abort();
    expect((await ended).detail).toBe('The command was ended with its task');
    await until('nothing of the command runs', () => !isAlive(pid));
  });

  it('does not wait for what left its group and holds its output open', async () => {
    const command = `setsid sleep 30 & sleep 0.2; echo "done"`;
    const began = performance.now();
    expect(await run(command)).toBe('done');
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
