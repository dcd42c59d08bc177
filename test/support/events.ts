import type { CloudEvent } from '../../src/engine/cloud-event.ts';
import { advance } from '../../src/engine/interpreter.ts';
import type { ProcessState } from '../../src/engine/process-state.ts';
import type { Json, JsonObject } from '../../src/shared/json.ts';
import { aDefinition, aProcess, recorded, type TestHost } from './engine.ts';

export function anEvent(different: { type: string; [attribute: string]: Json }): CloudEvent {
  return { specversion: '1.0', id: 'event-1', source: 'https://example.org/sensor', ...different };
}

/** Publishes an event: it is the next one in the order of the account. */
export function arrives(host: TestHost, type: string, data?: Json, others: JsonObject = {}): void {
  const position = (host.received.at(-1)?.position ?? 0) + 1;
  const event = anEvent({
    type,
    id: `event-${position}`,
    ...(data === undefined ? {} : { data }),
    ...others,
  });
  host.received.push({ position, event });
}

/** A process that is walked as its host would: again at once as long as it says so, after everything that happens. */
export interface Running {
  readonly state: ProcessState;
  readonly walks: number;
  readonly emitted: readonly CloudEvent[];
}

export function runs(
  yaml: string,
  host: TestHost,
  input: Json = {},
): { wake(): Promise<Running>; replace(change: (state: ProcessState) => ProcessState): void } {
  const definition = aDefinition(yaml);
  let state = aProcess(input);
  let walks = 0;
  const emitted: CloudEvent[] = [];
  return {
    async wake() {
      do {
        const result = await advance(definition, state, host);
        state = recorded(state, result);
        emitted.push(...result.events);
        walks += 1;
      } while (state.wakeAt !== null && state.wakeAt <= host.clock.now());
      return { state, walks, emitted };
    },
    replace(change) {
      state = change(state);
    },
  };
}

/** One listening task, given as the flow mapping below `listen` and what stands beside it. */
export function listening(listen: string, beside = ''): string {
  return `do:\n  - hear:\n      listen: ${listen}\n${beside}`;
}
