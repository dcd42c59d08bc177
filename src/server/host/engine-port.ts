import type { ReceivedEvent } from '../../engine/cloud-event.ts';
import type { Host, WorkflowName } from '../../engine/host.ts';
import { limitingStarts, mostOpenChildren } from '../../service/processes/children.ts';
import { compareVersions } from '../../service/workflows/compare-versions.ts';
import { eventsAfter } from '../store/events.ts';
import { countOpenChildren } from '../store/processes.ts';
import { workflowsNamed } from '../store/workflows.ts';
import type { InterpreterParts } from './host-parts.ts';
import { Missing } from './missing.ts';

/**
 * All that the interpreter asks of a server node for one walk. What has to be read is read once and kept for that walk: it is
 * Missing the first time.
 */
export function createEnginePort({ clock, expressions, schemas, random, secret }: InterpreterParts): Host {
  const workflows = new Map<string, string | null>();
  const events = new Map<string, readonly ReceivedEvent[]>();
  return {
    clock,
    expressions,
    schemas,
    random,
    secret,
    findWorkflow(name) {
      const key = JSON.stringify([name.namespace, name.name, name.version]);
      const known = workflows.get(key);
      if (known !== undefined) return known;
      throw new Missing(async (reader) => {
        workflows.set(key, newest(await workflowsNamed(reader, name.name), name));
      });
    },
    eventsAfter(position, types) {
      const key = JSON.stringify([position, types]);
      const known = events.get(key);
      if (known !== undefined) return known;
      throw new Missing(async (reader) => {
        events.set(key, await eventsAfter(reader, position, types));
      });
    },
    // A process acts for nobody who signed in: it outlives every token.
    authorization: null,
    // What waits for its turn has it while the database is asked.
    breathe: () => null,
  };
}

/** The same, where the tasks of a process may start others. */
export function withRoomForChildren(port: Host, process: { readonly depth: number }): Host {
  let open: number | null = null;
  return limitingStarts(port, process, (starting) => {
    if (open !== null) return open + starting <= mostOpenChildren;
    throw new Missing(async (reader) => {
      open = await countOpenChildren(reader, mostOpenChildren);
    });
  });
}

function newest(
  named: readonly { id: string; namespace: string; version: string }[],
  { namespace, version }: WorkflowName,
): string | null {
  const fitting = named.filter(
    (workflow) => workflow.namespace === namespace && (version === 'latest' || workflow.version === version),
  );
  return fitting.toSorted((a, b) => compareVersions(b.version, a.version))[0]?.id ?? null;
}
