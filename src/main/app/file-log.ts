import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import electronLog from 'electron-log/node';
import type { Log, LogFields } from '../../service/log.ts';

const largestFile = 5 * 1024 * 1024;
/** main.log and what was moved away from it: main.1.log, then main.2.log. */
const keptFiles = 3;

export function logFile(folder: string): string {
  return join(folder, 'main.log');
}

/** The log port on electron-log: one line per message, its fields as JSON; the file is rotated. */
export function openFileLog(folder: string): Log {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const logger = electronLog.create({ logId: 'main' });
  const { file, console: terminal } = logger.transports;
  file.resolvePathFn = () => logFile(folder);
  file.maxSize = largestFile;
  file.archiveLogFn = () => rotate(folder);
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  file.level = 'info';
  terminal.level = 'warn';
  const line = (message: string, fields: LogFields | undefined): string =>
    fields === undefined ? message : `${message} ${JSON.stringify(fields)}`;
  return {
    info: (message, fields) => logger.info(line(message, fields)),
    warn: (message, fields) => logger.warn(line(message, fields)),
    error: (message, fields) => logger.error(line(message, fields)),
  };
}

/** Moves every file one number up; the oldest goes. */
export function rotate(folder: string): void {
  const name = (age: number): string => join(folder, age === 0 ? 'main.log' : `main.${age}.log`);
  rmSync(name(keptFiles - 1), { force: true });
  for (let age = keptFiles - 2; age >= 0; age -= 1) {
    if (existsSync(name(age))) renameSync(name(age), name(age + 1));
  }
}
