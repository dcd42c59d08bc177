import type { RestateOptions } from '../../../../src/server/restate/restate-driver.ts';
import { createRestateDriver } from '../../../../src/server/restate/restate-driver.ts';
import { startTestNode } from '../../../support/server/test-node.ts';

/** A whole server node: `server-child <database url> <issuer> <options of Restate as JSON>`. */
const [databaseUrl = '', issuer = '', restate = ''] = process.argv.slice(2);
const options = JSON.parse(restate) as RestateOptions;
const node = await startTestNode({
  databaseUrl,
  issuer,
  env: {
    DATABASE_CONNECTIONS: '20',
    REQUESTS_PER_MINUTE: '10000000',
  },
  createDriver: (parts) => createRestateDriver({ ...parts, restate: options }),
});
process.send?.({ origin: node.url });
// Whoever started it is gone.
process.on('disconnect', () => process.exit());
