/**
 * The named crash points of this account. Production passes a function that does nothing; a fault test passes one that
 * kills the process when a chosen name comes by. Each stands right after something became durable, or right before.
 */
export type CrashPoint =
  | 'process.recorded'
  | 'advance.before-commit'
  | 'ask.created'
  | 'advance.committed'
  | 'answer.before-commit'
  | 'answer.recorded'
  | 'assignment.recorded'
  | 'people.recorded'
  | 'retry.recorded'
  | 'resume.before'
  | 'effect.before'
  | 'effect.returned'
  | 'effect.recorded'
  | 'event.recorded'
  | 'operation.recorded'
  | 'upload.written'
  | 'upload.placed'
  | 'file.recorded'
  | 'outbox.written'
  | 'outbox.sending'
  | 'outbox.answered'
  | 'outbox.recorded'
  | 'outbox.changed'
  | 'feed.before-commit'
  | 'feed.applied'
  | 'piece.sent'
  | 'migration.statement';

export type Reach = (point: CrashPoint) => void;

export const reachNothing: Reach = () => {};
