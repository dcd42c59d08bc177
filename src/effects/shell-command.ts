import type { ShellEffect } from '../engine/effect.ts';
import { fault } from './faults.ts';
import type { Program } from './shell-process.ts';

/** No operators, no redirections, no comment: what is put behind it becomes more words of the same command. */
const simpleCommand = /^[^\n;&|<>#(){}`]+$/;
const namesParameters = /\$([0-9@*#]|\{[#!]?[0-9@*#])|\b(shift|getopts)\b/;

/**
 * The command line of a shell effect. Arguments never become part of the text that the shell reads, so nothing in them is taken
 * for anything but one word:
 * - in order (language 1.0.1 on) they are the positional parameters `$1`, `$2`…; a simple command that names none of them gets
 *   them behind itself, as `echo` would lose them otherwise;
 * - by name (1.0.0) they stand behind the command as `name=value`, or `name` alone where the value is null.
 */
export function shellProgram(effect: ShellEffect, platform: NodeJS.Platform = process.platform): Program {
  const { environment } = effect;
  const command = effect.command.trim();
  if (command === '') throw fault('configuration', 'The shell command is empty');
  const words = argumentWords(effect.arguments);
  if (words.some((word) => word.includes('\0'))) {
    throw fault('configuration', 'An argument of the command contains a zero character');
  }
  const goBehind =
    !Array.isArray(effect.arguments) || (simpleCommand.test(command) && !namesParameters.test(command));
  if (platform === 'win32') {
    const line = [command, ...words.map(windowsWord)].join(' ');
    return { file: 'cmd.exe', arguments: ['/d', '/s', '/c', `"${line}"`], environment, isVerbatim: true };
  }
  const text = words.length > 0 && goBehind ? `${command} "$@"` : command;
  return { file: '/bin/sh', arguments: ['-c', text, 'sh', ...words], environment };
}

function argumentWords(given: ShellEffect['arguments']): string[] {
  if (Array.isArray(given)) return given.map(String);
  return Object.entries(given).map(([name, value]) => {
    if (value === null) return name;
    return `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
}

/** @throws WorkflowError (configuration) for what cmd.exe reads inside quotes: it has no way to write it */
function windowsWord(word: string): string {
  if (/["%!\r\n]/.test(word)) {
    throw fault(
      'configuration',
      'An argument contains a quote, %, ! or a line break, which cmd.exe cannot take',
    );
  }
  return `"${word.replace(/\\+$/, '$&$&')}"`;
}
