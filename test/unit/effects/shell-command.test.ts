import { describe, expect, it } from 'vitest';
import type { ShellEffect } from '../../../src/engine/effect.ts';
import { shellProgram } from '../../../src/effects/shell-command.ts';

function shell(command: string, given: ShellEffect['arguments'] = []): ShellEffect {
  return { kind: 'shell', command, arguments: given, environment: {}, return: 'stdout' };
}

describe('the command line on Unix', () => {
  it('is the text as written, with the arguments beside it', () => {
    expect(shellProgram(shell('echo "$1"', ['a b']), 'linux')).toMatchObject({
      file: '/bin/sh',
      arguments: ['-c', 'echo "$1"', 'sh', 'a b'],
    });
  });

  it.each(['echo', 'ls -l', 'grep -c x'])('puts them behind %s, which would lose them', (command) => {
    expect(shellProgram(shell(`${command}\n`, ['a']), 'linux').arguments[1]).toBe(`${command} "$@"`);
  });

  it.each([
    'echo $1',
    'echo "${2:-x}"',
    'for a in "$@"; do echo $a; done',
    'echo a | cat',
    'shift',
    'a\nb',
    'ls # all',
    'sleep 1 &',
  ])('puts nothing behind %s', (command) => {
    expect(shellProgram(shell(command, ['a']), 'linux').arguments[1]).toBe(command);
  });

  it('puts arguments by name behind the command as words', () => {
    const given = { '--user': 'jo hn', '--count': 3, verbose: null };
    expect(shellProgram(shell('echo', given), 'linux').arguments).toEqual([
      '-c',
      'echo "$@"',
      'sh',
      '--user=jo hn',
      '--count=3',
      'verbose',
    ]);
  });

  it.each([
    [shell('  '), 'The shell command is empty'],
    [shell('echo', ['a\0b']), 'zero character'],
  ])('is refused when it cannot be one', (effect, why) => {
    expect(() => shellProgram(effect, 'linux')).toThrow(why);
  });
});

describe('the command line on Windows', () => {
  it('quotes each argument', () => {
    expect(shellProgram(shell('echo', ['a b', 'c:\\dir\\']), 'win32')).toMatchObject({
      file: 'cmd.exe',
      arguments: ['/d', '/s', '/c', '"echo "a b" "c:\\dir\\\\""'],
      isVerbatim: true,
    });
  });

  it.each(['"', '%PATH%', 'a\nb', '!x!'])('refuses %j, which cmd.exe would read', (word) => {
    expect(() => shellProgram(shell('echo', [word]), 'win32')).toThrow('cmd.exe cannot take');
  });
});
