import { get } from 'node:http';
import { feedPaths } from '../../../../src/shared/contract/sync.ts';
import { feedHeaders } from '../../../support/server/feed-node.ts';
import { now } from './world.ts';

/** Clients that are connected and note when what comes: `clients-child <origin> <host id> <user>…`, one for each user. */
const [origin = '', hostId = '', ...users] = process.argv.slice(2);

export interface Arrival {
  readonly user: string;
  readonly taskId: string;
  readonly at: number;
}

let caughtUp = 0;
let arrivals: Arrival[] = [];

for (const user of users) {
  const request = get(`${origin}${feedPaths.stream}`, {
    headers: feedHeaders({ hostId, userId: user }),
    agent: false,
  });
  request.on('error', (error) => {
    throw error;
  });
  request.on('response', (response) => {
    let rest = '';
    let isFirst = true;
    response.setEncoding('utf8');
    response.on('close', () => {
      throw new Error('A stream has ended');
    });
    response.on('data', (chunk: string) => {
      const events = (rest + chunk).split('\n\n');
      rest = events.pop() ?? '';
      const at = now();
      for (const event of events) {
        if (event.includes('event: change')) {
          const [, taskId = ''] = /"taskId":"([^"]+)"/.exec(event) ?? [];
          arrivals.push({ user, taskId, at });
        } else if (isFirst) {
          isFirst = false;
          caughtUp += 1;
          if (caughtUp === users.length) process.send?.({ origin });
        }
      }
    });
  });
}

process.on('message', () => {
  process.send?.(arrivals);
  arrivals = [];
});
