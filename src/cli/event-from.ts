import { timestamp } from '../shared/clock.ts';
import { CloudEvent } from '../shared/cloud-event.ts';
import { isJsonObject } from '../shared/json-object.ts';
import type { Json } from '../shared/json.ts';
import type { Environment } from './environment.ts';
import { UsageError } from './report-failure.ts';

/** A CloudEvent from what was typed. What one seldom cares about at a terminal is filled in: an id, a source, now. @throws UsageError */
export function eventFrom(given: Json, { ids, clock }: Pick<Environment, 'ids' | 'clock'>): CloudEvent {
  if (!isJsonObject(given)) throw new UsageError('An event is a JSON object with at least a type.');
  const event = CloudEvent.safeParse({
    id: ids.next(),
    source: 'urn:countersign:cli',
    time: timestamp(clock.now()),
    ...given,
  });
  if (event.success) return event.data;
  const [issue] = event.error.issues;
  throw new UsageError(`This is no CloudEvent: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}
