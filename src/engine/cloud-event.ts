import { CloudEvent } from '../shared/cloud-event.ts';

// The shape is the contract's too, so it stands in `shared`; the engine has it from here.
export { CloudEvent };

/** An event at its place in the order in which the account received them. */
export interface ReceivedEvent {
  /** Grows by one or more from event to event. */
  readonly position: number;
  readonly event: CloudEvent;
}
