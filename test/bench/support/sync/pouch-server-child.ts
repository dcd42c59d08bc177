import { mkdirSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A server of PouchDB on loopback: `pouch-server-child <packages> <data>`. */
const [home = '', data = ''] = process.argv.slice(2);
mkdirSync(data, { recursive: true });
process.chdir(data);
const require = createRequire(join(home, 'package.json'));
const PouchDB = require('pouchdb') as { defaults(options: object): unknown };
const serve = require('express-pouchdb') as (pouch: unknown, options: object) => RequestListener;
const express = require('express') as () => RequestListener & { use(handler: RequestListener): void };
const app = express();
// Only what replication needs: no log, no sessions, no user interface.
app.use(serve(PouchDB.defaults({ prefix: `${data}/` }), { mode: 'minimumForPouchDB', inMemoryConfig: true }));
const server = createServer(app);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
// Whoever started it is gone.
process.on('disconnect', () => process.exit());
