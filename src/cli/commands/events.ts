import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { eventFrom } from '../event-from.ts';
import { printable } from '../format.ts';
import { readInput } from '../read-input.ts';

/** Publishes a CloudEvent. What one seldom cares about at a terminal is filled in: an id of its own, this source, now. */
export async function publishEvent(
  api: Api,
  environment: Environment,
  flags: { json?: boolean },
  text: string,
): Promise<ExitCode> {
  const event = eventFrom(readInput(text, 'The event'), environment);
  const { duplicate } = await api.events.publish({ event });
  const { id, type } = event;
  environment.print(
    flags.json === true
      ? JSON.stringify({ id, duplicate })
      : printable(duplicate ? `${type} ${id} was received before` : `Published ${type} as ${id}`),
  );
  return exit.ok;
}
