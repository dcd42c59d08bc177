import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';

/**
 * A feed with nothing but the bytes: pages of a table whose rows hold what is sent, ready to go. `bare-child <database url>`. It
 * is what the feed of a node is held against.
 */
const [url = ''] = process.argv.slice(2);
const pool = new Pool({ connectionString: url, max: 10 });
const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const after = Number(searchParams.get('after'));
  const limit = Number(searchParams.get('limit'));
  void answer(after, limit).then((text) => {
    response.setHeader('content-type', 'application/json');
    response.end(text);
  });
});

async function answer(after: number, limit: number): Promise<string> {
  const { rows } = await pool.query<{ seq: number; entry: string }>({
    name: 'page',
    text: 'SELECT seq, entry FROM bare_feed WHERE seq > $1 ORDER BY seq LIMIT $2',
    values: [after, limit],
  });
  return `{"entries":[${rows.map(({ entry }) => entry).join(',')}],"cursor":${rows.at(-1)?.seq ?? after}}`;
}

server.listen(0, '127.0.0.1', () => {
  process.send?.({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
