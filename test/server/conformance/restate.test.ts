import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Scenario } from '../../conformance/gherkin.ts';
import { kitFolder, kitIsHere } from '../../conformance/openworkflow-data.ts';
import { testFeatures } from '../../conformance/run-scenario.ts';
import { projectFolder } from '../../support/account.ts';
import { startTestRestate, type TestRestate } from '../../support/server/restate.ts';
import { createServerHosts } from './server-host.ts';

/** What is driven by Restate goes by the clock on the wall: scenarios that wait for hours are run without it. */
function takesNoTime({ steps }: Scenario): boolean {
  return steps.every(({ text }) => !/ pass(es)?\b|does not answer/.test(text));
}

describe('on PostgreSQL, driven by Restate', () => {
  let restate: TestRestate;
  const hosts = createServerHosts((parts) => restate.createDriver(parts));
  beforeAll(async () => void (restate = await startTestRestate()));
  afterAll(async () => {
    await hosts.close();
    await restate.remove();
  });

  testFeatures(join(projectFolder, 'test/conformance/features'), hosts.create, takesNoTime);
  if (kitIsHere) testFeatures(kitFolder, hosts.create, takesNoTime);
});
