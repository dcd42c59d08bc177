import type { Response } from '../../shared/human-task/answer.ts';
import type { Json } from '../../shared/json.ts';

export interface Intents {
  /** The key for sending `content` to `subject` (a task, a workflow, a sample). */
  keyFor(subject: string, content: Json | Response): string;
  /** Sends `content` with its key, and is done with it if that succeeds. */
  send<T>(subject: string, content: Json | Response, how: (idempotencyKey: string) => Promise<T>): Promise<T>;
  /** After success: whoever sends the same once more then means it once more. */
  done(subject: string): void;
}

/**
 * One idempotency key for one intent: sending the same to the same subject again (by a second click, or after a lost
 * connection) asks for the first result; other content is another intent. What was sent is forgotten once it succeeded.
 */
export function createIntents(newKey: () => string): Intents {
  const subjects = new Map<string, Map<string, string>>();
  const keyFor: Intents['keyFor'] = (subject, content) => {
    const keys = subjects.get(subject) ?? new Map<string, string>();
    subjects.set(subject, keys);
    const text = JSON.stringify(content);
    const key = keys.get(text) ?? newKey();
    keys.set(text, key);
    return key;
  };
  const done: Intents['done'] = (subject) => void subjects.delete(subject);
  return {
    keyFor,
    done,
    async send(subject, content, how) {
      const result = await how(keyFor(subject, content));
      done(subject);
      return result;
    },
  };
}

/** Of this window; a reload starts afresh. */
export const intents = createIntents(() => crypto.randomUUID());
