import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import type { RenderHumanTasks } from '../../../src/server/feed/read-page.ts';
import type { Database } from '../../../src/server/store/database.ts';
import { text } from '../../../src/service/columns.ts';
import { openFeedNode, type FeedNode, type FeedNodeOptions } from '../../support/server/feed-node.ts';
import { plantHost, type PlantedHost } from '../../support/server/planted.ts';
import { openTestDatabase } from '../../support/server/postgres.ts';

export interface FeedWorld {
  readonly db: Database;
  /** The same database through another pool, as another node has it. */
  readonly otherDb: Database;
  readonly host: PlantedHost;
  readonly admin: Client;
  /** Another node of the same database; it is closed with the test. */
  node(options?: Partial<FeedNodeOptions>): Promise<FeedNode>;
  /** Makes up for a revocation, a deletion: anything that no command is there for. */
  sql(statement: string, ...values: unknown[]): Promise<void>;
}

/** The title of the task and the status of the assignment: enough to see which state it is that was sent. */
export const renderTitles: RenderHumanTasks = async (reader, viewed) => {
  const rows = await reader.query(
    `SELECT assignment.id, task.title, assignment.status
     FROM unnest($1::uuid[], $2::text[]) AS asked (id, user_id)
     JOIN assignment ON assignment.id = asked.id AND assignment.assignee_id = asked.user_id
     JOIN task ON task.id = assignment.task_id`,
    viewed.flatMap(({ assignmentIds }) => assignmentIds),
    viewed.flatMap(({ actor, assignmentIds }) => assignmentIds.map(() => actor.userId)),
  );
  return new Map(
    rows.map((row) => [
      text(row, 'id'),
      JSON.stringify({ title: text(row, 'title'), status: text(row, 'status') }),
    ]),
  );
};

/** A migrated database with one host, until the test has ended. */
export async function feedWorld(users: readonly string[] = ['alice', 'bob']): Promise<FeedWorld> {
  const { db, url, anotherNode, close } = await openTestDatabase();
  onTestFinished(close);
  const admin = new Client({ connectionString: url });
  await admin.connect();
  onTestFinished(() => admin.end());
  const host = await plantHost(admin, users);
  return {
    db,
    otherDb: anotherNode(),
    host,
    admin,
    async node(options = {}) {
      const node = await openFeedNode({ db: anotherNode(), render: renderTitles, ...options });
      onTestFinished(() => node.close());
      return node;
    },
    async sql(statement, ...values) {
      await admin.query(statement, values);
    },
  };
}
