import { InvalidArgumentError, Option, type Command } from 'commander';
import type { DryRunFlags } from './commands/dry-run.ts';
import type { RunFlags } from './commands/run-options.ts';
import type { Environment, ExitCode } from './environment.ts';
import { collect, withFlags } from './flags.ts';

type Done = (code: ExitCode) => void;

/** The commands that run a workflow file by themselves, without the app. */
export function addRunCommands(program: Command, environment: Environment, done: Done): void {
  addRun(program, environment, done);
  addDryRun(program, environment, done);
}

function addRun(program: Command, environment: Environment, done: Done): void {
  withInput(program.command('run <file>'))
    .description('run a workflow file here and now, without the app')
    .option(
      '--event <json>',
      'a CloudEvent as JSON, or @file, for when the process waits for one, or to start it; repeat it for several',
      collect,
      [],
    )
    .option('--secret <name=value>', 'a secret that the workflow names; repeat it for several', collect, [])
    .option(
      '--rewrite <from=to>',
      'call addresses that begin with `to` instead of `from`; repeat it',
      collect,
      [],
    )
    .addOption(
      new Option('--allow <what>', 'let the workflow run shell commands')
        .choices(['shell'])
        .argParser(allowed)
        .default([]),
    )
    .addOption(
      new Option('--max-wait <seconds>', 'how long to wait for timers').default(60).argParser(seconds),
    )
    .action(async (file: string, flags: RunFlags) => {
      const { runFile } = await import('./commands/run.ts');
      done(await runFile(environment, file, flags));
    });
}

function addDryRun(program: Command, environment: Environment, done: Done): void {
  withInput(program.command('dry-run [file]'))
    .description(
      'what a workflow file, or a process of the app, would do; nothing leaves, nothing is recorded',
    )
    .option('--process <id>', 'a process of the running app, from where it stands')
    .option(
      '--result <path=json>',
      'what a call, a script or another workflow returns; without it, null; repeat it for several',
      collect,
      [],
    )
    .action(async (file: string | undefined, flags: DryRunFlags) => {
      const { dryRun } = await import('./commands/dry-run.ts');
      done(await dryRun(environment, file, flags));
    });
}

/** What a run and a rehearsal are given alike. */
function withInput(command: Command): Command {
  return withFlags(command)
    .option('--input <json>', 'its input as JSON or YAML, or @file')
    .option(
      '--answer <path=json>',
      'the answer to a task, for example /do/1/decide={"value":"APPROVED"}; repeat it for several',
      collect,
      [],
    )
    .option('--with <file>', 'another workflow file that this one runs; repeat it for several', collect, []);
}

function allowed(value: string, previous: string[]): string[] {
  if (value !== 'shell') throw new InvalidArgumentError('Only `shell` can be allowed.');
  return [...previous, value];
}

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Must be a number of seconds.');
}
