import { receiveEvent } from '../events/receive-event.ts';
import type { ServerParts } from '../server-parts.ts';
import { mustOperate, type Base } from './base.ts';

export function eventHandlers(base: Base, parts: ServerParts) {
  return {
    publish: base.events.publish.handler(({ input, context }) => {
      mustOperate(context);
      return receiveEvent(parts, context, input.event);
    }),
  };
}
