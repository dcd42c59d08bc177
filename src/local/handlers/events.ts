import type { LocalAccountParts } from '../account-parts.ts';
import { receiveEvent } from '../events/receive-event.ts';
import { mustOperate, type Base } from './base.ts';

export function eventHandlers(base: Base, parts: LocalAccountParts) {
  return {
    publish: base.events.publish.handler(async ({ input, context }) => {
      mustOperate(context);
      const received = await receiveEvent(parts, input.event, { now: parts.clock.now(), reach: parts.reach });
      parts.host.nudge();
      return received;
    }),
  };
}
