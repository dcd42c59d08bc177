import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { testFeatures } from '../../conformance/run-scenario.ts';
import { projectFolder } from '../../support/account.ts';
import { createServerHosts } from './server-host.ts';

const hosts = createServerHosts();
afterAll(() => hosts.close());

describe('on PostgreSQL: what the kit of the language leaves out', () => {
  testFeatures(join(projectFolder, 'test/conformance/features'), hosts.create);
});
