import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { kitFolder, kitIsHere } from '../../conformance/openworkflow-data.ts';
import { testFeatures } from '../../conformance/run-scenario.ts';
import { projectFolder } from '../../support/account.ts';
import { createServerHosts } from './server-host.ts';

const hosts = createServerHosts();
afterAll(() => hosts.close());

/** The kit of the language is not part of the project: where it is not, the scenarios of the local host say so. */
describe('on PostgreSQL', () => {
  testFeatures(join(projectFolder, 'test/conformance/features'), hosts.create);
  if (kitIsHere) testFeatures(kitFolder, hosts.create);
});
