import type { Log } from '../../service/log.ts';
import { timestamp, type Clock } from '../../shared/clock.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { AccountClient } from './asks.ts';

/**
 * Reads how many tasks wait and tells it when it is another number than before. Calls while it is reading are one more
 * reading, however many they are.
 */
export function createWaitingCount(
  client: AccountClient,
  tell: (count: number) => void,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): () => Promise<void> {
  let told: number | null = null;
  let again = false;
  let reading: Promise<void> | null = null;

  const read = async (): Promise<void> => {
    do {
      again = false;
      const { inbox } = await client.humanTasks.counts({ dueBefore: timestamp(clock.now()) });
      if (inbox !== told) tell(inbox);
      told = inbox;
    } while (again);
  };

  return () => {
    again = true;
    reading ??= read()
      .catch((error: unknown) => log.error('The number of waiting tasks is not known', errorFields(error)))
      .finally(() => {
        reading = null;
      });
    return reading;
  };
}
