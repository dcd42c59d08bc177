/**
 * What may stand in a log: ids, counts, codes and durations; never task content, answers or secrets. The one exception is what a
 * workflow writes there itself, by its function `log`.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
