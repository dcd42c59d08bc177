import { systemClock } from '../../../../src/shared/system-clock.ts';
import { startIssuer } from '../../../support/server/issuer.ts';
import { startTestRestate } from '../../../support/server/restate.ts';
import { fill } from '../feed/snapshot.ts';
import { benchWorld, plantTasks, type BenchWorld } from '../feed/world.ts';

/** A server node with PostgreSQL (durable) and Restate, each a process of its own, and people whose tasks wait. */
export interface BenchTeam extends AsyncDisposable {
  readonly world: BenchWorld;
  readonly origin: string;
  token(userId: string): Promise<string>;
}

/** What the planted tasks are a step of; the process ends with their answer. */
const source = `
document: { dsl: '1.0.3', namespace: test, name: review, version: '1.0.0' }
do:
  - review: { ask: { prompt: Review it, mode: approval } }
`;

/** So many tasks for each of the users, in their feeds. */
export async function benchTeam(tasksOf: Readonly<Record<string, number>>): Promise<BenchTeam> {
  const users = Object.keys(tasksOf);
  const world = await benchWorld(users);
  await world.admin.query('UPDATE workflow SET source = $1', [source]);
  const issuer = await startIssuer(systemClock);
  const restate = await startTestRestate();
  const { origin } = await world.child(
    '../sync/server-child.ts',
    world.url,
    issuer.url,
    JSON.stringify(restate.options),
  );
  // Not before: a new engine is told of every process that is open.
  for (const [user, amount] of Object.entries(tasksOf)) await plantTasks(world, amount, [user]);
  await world.admin.query('UPDATE process SET task_count = 1');
  await fill(world);
  return {
    world,
    origin,
    token: (userId) =>
      issuer.token({
        sub: userId,
        name: userId,
        host: world.host.hostId,
        roles: [],
        permissions: [],
        scope: 'workflow.read workflow.write',
      }),
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await restate.remove();
      await issuer.close();
    },
  };
}

/** The assignments of a user that wait, the oldest first. */
export async function waitingOf({ world }: BenchTeam, userId: string, limit: number): Promise<string[]> {
  const { rows } = await world.admin.query<{ id: string }>(
    'SELECT id FROM assignment WHERE assignee_id = $1 AND active ORDER BY seq LIMIT $2',
    [userId, limit],
  );
  return rows.map(({ id }) => id);
}

/** Resolves when the processes of what was answered have ended. @throws Error when they do not within a minute */
export async function quiet({ world }: BenchTeam): Promise<void> {
  const late = performance.now() + 60_000;
  for (;;) {
    const { rows } = await world.admin.query<{ left: string }>(
      `SELECT count(*) AS left FROM process WHERE ended_at IS NULL
       AND EXISTS (SELECT 1 FROM task WHERE task.process_id = process.id AND task.status = 'C')`,
    );
    if (rows[0]?.left === '0') return;
    if (performance.now() > late) {
      const why = await world.admin.query<{ resume_error: string | null }>(
        'SELECT resume_error FROM process WHERE resume_error IS NOT NULL LIMIT 1',
      );
      throw new Error(`${rows[0]?.left} processes have not gone on: ${why.rows[0]?.resume_error ?? ''}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
