import type { Definition } from './definition/definition.ts';
import type { Host } from './host.ts';
import type { Advance, ProcessState } from './process-state.ts';
export async function advance(
  _definition: Definition,
  _process: ProcessState,
  _host: Host,
): Promise<Advance> {
  throw new Error('being written');
}
