/**
 * The named crash points of the server. Production passes a function that does nothing; a fault test passes one that kills
 * the process when a chosen name comes by.
 */
export type ServerCrashPoint =
  | 'migration.statement'
  | 'command.before-commit'
  | 'command.committed'
  | 'wake.before-send'
  | 'wake.sent'
  | 'walk.before-commit'
  | 'walk.committed'
  | 'effect.before'
  | 'effect.returned'
  | 'effect.recorded'
  | 'feed.before-send';

export type Reach = (point: ServerCrashPoint) => void;

export const reachNothing: Reach = () => {};
