import { Readable } from 'node:stream';
import { createRouterClient, type RouterClient } from '@orpc/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { contractError } from '../../service/contract-error.ts';
import type { Log } from '../../service/log.ts';
import {
  CommandBatch,
  commandsPath,
  type BatchedAction,
  type BatchedCommand,
  type CommandOutcome,
} from '../../shared/contract/command-batch.ts';
import type { Timers } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Authenticate } from '../authenticate.ts';
import { sourceOf, type ServerCaller } from '../caller.ts';
import { mustHaveScope } from '../handlers/base.ts';
import { asTheyEnd } from './as-they-end.ts';
import type { ServerRouter } from './contract-routes.ts';

export interface CommandRoutesOptions {
  readonly router: ServerRouter;
  readonly authenticate: Authenticate;
  /** Of `limitRequests`. */
  readonly countMore: (request: FastifyRequest) => Promise<number | null>;
  readonly log: Log;
  readonly timers: Timers;
}

type Client = RouterClient<ServerRouter>;

/** The procedure of each; what does not fit its schema is refused there. */
const procedures: Readonly<Record<BatchedAction, (client: Client, input: never) => Promise<unknown>>> = {
  completeTask: (client, input) => client.humanTasks.complete(input),
  claimHumanTask: (client, input) => client.humanTasks.claim(input),
  releaseHumanTask: (client, input) => client.humanTasks.release(input),
  postMessage: (client, input) => client.discussion.post(input),
};

/**
 * Many commands in one request, as of src/shared/contract/command-batch.ts: whoever sends them is looked at once, each of them is
 * carried out by the router of the contract, counts as a call of its user and is answered as soon as it has ended.
 */
export function registerCommands(app: FastifyInstance, options: CommandRoutesOptions): void {
  const { authenticate, countMore, timers } = options;
  app.post(commandsPath, async (request, reply) => {
    const { caller } = await authenticate(request);
    mustHaveScope(caller, 'workflow.write');
    const { commands } = batchIn(request.body);
    const waits: (number | null)[] = [];
    // The first was counted with the request.
    for (const index of commands.keys()) waits.push(index === 0 ? null : await countMore(request));
    // At once: what comes together can be written together.
    const outcomes = commands.map((command, index) =>
      outcomeOf(options, caller, command, { index, wait: waits[index] ?? null }),
    );
    return reply
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .type('application/x-ndjson; charset=utf-8')
      .send(Readable.from(asTheyEnd(outcomes, timers)));
  });
}

/** Never fails. `wait`: the caller has called too often, and may again after so many seconds. */
async function outcomeOf(
  { router, log }: CommandRoutesOptions,
  caller: ServerCaller,
  { action, source, input }: BatchedCommand,
  { index, wait }: { readonly index: number; readonly wait: number | null },
): Promise<CommandOutcome> {
  try {
    if (wait !== null) throw new CountersignError('RATE_LIMITED');
    const client = createRouterClient(router, { context: { ...caller, source: sourceOf(source) } });
    return { index, output: (await procedures[action](client, input as never)) as Record<string, unknown> };
  } catch (error) {
    const { code, status, message, data } = contractError(error, log);
    return { index, status, error: { defined: true, code, status, message, data }, retryAfterSeconds: wait };
  }
}

/** @throws CountersignError INVALID_REQUEST: none of them was carried out */
function batchIn(body: unknown): CommandBatch {
  const { data, error } = CommandBatch.safeParse(body);
  if (data !== undefined) return data;
  const fields = error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, message }));
  throw new CountersignError('INVALID_REQUEST', { details: { fields }, cause: error });
}
