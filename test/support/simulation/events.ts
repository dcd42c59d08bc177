import type { CloudEvent } from '../../../src/engine/cloud-event.ts';

/** An event from outside, of a type that random definitions listen to. */
export function eventOf(choice: number): CloudEvent {
  const type = choice % 2 === 0 ? 'made.a' : 'made.b';
  return {
    specversion: '1.0',
    id: `outside-${choice}`,
    source: 'https://outside.example',
    type,
    data: { a: 'x' },
  };
}
