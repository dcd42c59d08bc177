import type { Command } from 'commander';

export type Flags = { dataDir?: string; json?: boolean; as?: string };

/** What every command takes that prints something. */
export function withFlags(command: Command): Command {
  return command
    .option('--json', 'print JSON')
    .option('--data-dir <folder>', 'the data folder of the app to speak to');
}

/** What every command takes that speaks to the app. */
export function withAccountFlags(command: Command): Command {
  return withFlags(command).option(
    '--as <user>',
    'act as another user of this computer; administrators only',
  );
}

/** For options that can be given several times. */
export function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
