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
  const missing = await backupStore(paths, file);
  environment.print(`Backed up ${paths.database} to ${file}`);
  if (missing.length === 0) return exit.ok;
  environment.warn(`Without ${missing.length} uploaded files whose bytes are missing or damaged.`);
  return exit.failed;
}

export function restore(environment: Environment, file: string, flags: { dataDir?: string }): ExitCode {
  const paths = dataPaths(environment.dataFolder(flags.dataDir));
  const label = timestamp(environment.clock.now()).replace(/[:.]/g, '-');
  const missing: string[] = [];
  const kept = restoreStore(paths, file, label, (digest) => missing.push(digest));
  environment.print(`Restored ${paths.database} from ${file}`);
  if (kept !== null) environment.print(`What was there before is kept as ${kept}`);
  if (missing.length === 0) return exit.ok;
  environment.warn(
    `${missing.length} uploaded files are not in ${file}.files: keep that folder beside the backup and restore again.`,
  );
  return exit.failed;
}
