import type { Response } from '../../../shared/human-task/answer.ts';

export interface Intents {
  keyFor(taskAsstId: string, response: Response): string;
}

/**
 * One idempotency key for one intent: sending the same answer to the same task again (after a lost connection, say) asks for
 * the first result; another answer is another intent.
 */
export function createIntents(newKey: () => string): Intents {
  const keys = new Map<string, string>();
  return {
    keyFor(taskAsstId, response) {
      const intent = `${taskAsstId} ${JSON.stringify(response)}`;
      const key = keys.get(intent) ?? newKey();
      keys.set(intent, key);
      return key;
    },
  };
}
