import { dataPaths } from '../../local/data-folder.ts';
import { backupStore, restoreStore } from '../../local/store/backup.ts';
import { timestamp } from '../../shared/clock.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';

export async function backup(
  environment: Environment,
  file: string,
  flags: { dataDir?: string },
): Promise<ExitCode> {
  const paths = dataPaths(environment.dataFolder(flags.dataDir));
  await backupStore(paths, file);
  environment.print(`Backed up ${paths.database} to ${file}`);
  return exit.ok;
}

export function restore(environment: Environment, file: string, flags: { dataDir?: string }): ExitCode {
  const paths = dataPaths(environment.dataFolder(flags.dataDir));
  const label = timestamp(environment.clock.now()).replace(/[:.]/g, '-');
  const kept = restoreStore(paths, file, label);
  environment.print(`Restored ${paths.database} from ${file}`);
  if (kept !== null) environment.print(`What was there before is kept as ${kept}`);
  return exit.ok;
}
