import { afterAll, describe, test } from 'vitest';
import { kitFolder, kitIsHere, notHere } from '../../conformance/openworkflow-data.ts';
import { testFeatures } from '../../conformance/run-scenario.ts';
import { createServerHosts } from './server-host.ts';

const hosts = createServerHosts();
afterAll(() => hosts.close());

describe('on PostgreSQL: the conformance kit of the language, unmodified', () => {
  if (kitIsHere) testFeatures(kitFolder, hosts.create);
  else test('was not run, because it is not here', () => console.warn(notHere));
});
