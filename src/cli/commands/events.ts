import { timestamp } from '../../shared/clock.ts';
import { CloudEvent } from '../../shared/cloud-event.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { printable } from '../format.ts';
import { readInput } from '../read-input.ts';
import { UsageError } from '../report-failure.ts';

/** Publishes a CloudEvent. What one seldom cares about at a terminal is filled in: an id of its own, this source, now. */
export async function publishEvent(
  api: Api,
  environment: Environment,
  flags: { json?: boolean },
  text: string,
): Promise<ExitCode> {
  const given = readInput(text, 'The event');
  if (!isJsonObject(given)) throw new UsageError('An event is a JSON object with at least a type.');
  const event = CloudEvent.safeParse({
    id: environment.ids.next(),
    source: 'urn:countersign:cli',
    time: timestamp(environment.clock.now()),
    ...given,
  });
  if (!event.success) {
    const [issue] = event.error.issues;
    throw new UsageError(`This is no CloudEvent: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  }
  const { duplicate } = await api.events.publish({ event: event.data });
  const { id, type } = event.data;
  environment.print(
    flags.json === true
      ? JSON.stringify({ id, duplicate })
      : printable(duplicate ? `${type} ${id} was received before` : `Published ${type} as ${id}`),
  );
  return exit.ok;
}
