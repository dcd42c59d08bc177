import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restateExecutable } from '../../../scripts/lib/server-programs.mjs';
import type { DriverParts } from '../../../src/server/host/host-parts.ts';
import type { EngineDriver } from '../../../src/server/engine-driver.ts';
import { startRestate, type EmbeddedRestate } from '../../../src/server/embedded/restate.ts';
import { createRestateDriver, type RestateOptions } from '../../../src/server/restate/restate-driver.ts';
import { systemTimers } from '../../../src/shared/system-clock.ts';

export interface TestRestate {
  readonly restate: EmbeddedRestate;
  /** Where its data lies. */
  readonly folder: string;
  /** For one node; a second node of the same Restate needs an address of its own. */
  readonly options: RestateOptions;
  /** Drives the processes of a node by this Restate. */
  createDriver(parts: DriverParts): EngineDriver;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** A Restate of one's own, as the server starts one. */
export async function startTestRestate(): Promise<TestRestate> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-restate-'));
  const restate = await startRestate({ executable: restateExecutable(), folder, timers: systemTimers });
  const options: RestateOptions = {
    ingressUrl: restate.ingressUrl,
    adminUrl: restate.adminUrl,
    endpointHost: '127.0.0.1',
    endpointPort: restate.endpointPort,
    endpointUrl: null,
    identityKeys: [restate.identityKey],
    isOnly: true,
  };
  return {
    restate,
    folder,
    options,
    createDriver: (parts) => createRestateDriver({ ...parts, restate: options }),
    async remove() {
      await restate.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
