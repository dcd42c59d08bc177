import type { Log } from '../../service/log.ts';
import { errorFields } from '../../service/error-fields.ts';

/** A question with buttons; resolves to the index of the one that was pressed. */
export interface Dialogs {
  ask(question: Question): Promise<number>;
}

export interface Question {
  readonly title: string;
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

export interface CrashOptions {
  readonly dialogs: Dialogs;
  readonly log: Log;
  readonly logFile: string;
  readonly restart: () => void;
  readonly quit: () => void;
}

/** Tells the person about the first error that nobody caught: what is safe, where the details are. The rest is logged. */
export function createCrashReporter({ dialogs, log, logFile, restart, quit }: CrashOptions) {
  let telling = false;
  return async (error: unknown): Promise<void> => {
    log.error('Something failed that nobody expected', errorFields(error));
    if (telling) return;
    telling = true;
    const pressed = await dialogs.ask(unexpectedError(logFile));
    telling = false;
    if (pressed === 0) restart();
    else if (pressed === 1) quit();
  };
}

function unexpectedError(logFile: string): Question {
  return {
    title: 'Countersign ran into an error',
    message: 'Something failed that Countersign did not expect.',
    detail:
      'Nothing is lost: every answer that was shown as given is in the database, and every workflow goes on from there ' +
      'after a restart. An answer that you were just typing has to be given again.\n\n' +
      `The details are in ${logFile}`,
    buttons: ['Restart Countersign', 'Quit', 'Keep running'],
  };
}

/** Why the app cannot start, for a person: what happened, where, and the way back. `reason` says what to do. */
export function cannotStart(reason: string, dataFolder: string, logFile: string): Question {
  return {
    title: 'Countersign cannot start',
    message: reason,
    detail:
      `Data folder: ${dataFolder}\n` +
      `To go back to a backup: countersign restore <file> --data-dir "${dataFolder}"\n\n` +
      `The details are in ${logFile}`,
    buttons: ['Quit'],
  };
}
