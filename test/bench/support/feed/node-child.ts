import { createRenderHumanTasks } from '../../../../src/server/human-tasks/render-human-tasks.ts';
import { systemClock } from '../../../../src/shared/system-clock.ts';
import { openDatabase } from '../../../../src/server/store/database.ts';
import { appRole } from '../../../../src/server/store/migrate.ts';
import { openFeedNode } from '../../../support/server/feed-node.ts';

/** A node that serves the feed: `node-child <database url>`. */
const [url = ''] = process.argv.slice(2);
const db = openDatabase({ url, connections: 10, role: appRole, onError: () => {} });
const { origin } = await openFeedNode({ db, render: createRenderHumanTasks(systemClock) });
process.send?.({ origin });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000, rss: process.memoryUsage().rss });
});
