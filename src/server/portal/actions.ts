import type { ContractRouterClient } from '@orpc/contract';
import { z } from 'zod';
import { Timestamp } from '../../shared/clock.ts';
import type { serverContract } from '../../shared/contract/contract.ts';
import { Response } from '../../shared/human-task/answer.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { ServerCaller } from '../caller.ts';
import { inboxList, inboxTabs } from './inbox.ts';
import { portalTask } from './portal-task.ts';

/** The part of the contract that light-portal's actions come down to. */
export type PortalContract = Pick<typeof serverContract, 'humanTasks' | 'people'>;
export type PortalClient = ContractRouterClient<PortalContract>;

export interface Action {
  readonly kind: 'query' | 'command';
  /** Of its data. */
  readonly schema: z.ZodType;
  /** @throws z.ZodError for data that does not fit, CountersignError as the contract says */
  readonly run: (client: PortalClient, caller: ServerCaller, data: JsonObject) => Promise<object>;
}

// hostId is in every one of them and says nothing: the host is the token's. So are users: who acts is whom the token names.
const OfHost = z.object({});
const OfAssignment = z.object({ taskAsstId: z.uuid() });
const List = z.object({
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(100).default(25),
  tabId: z
    .string()
    .regex(/^(all|user:self|role:.+)$/, 'Must be all, user:self or role:<id>')
    .default('all'),
  includeClaimed: z.boolean().default(true),
  includeClaimedByOthers: z.boolean().default(false),
});
const Claim = OfAssignment.extend({ claimMinutes: z.int().min(1).max(120).default(30) });
const Complete = OfAssignment.extend({
  taskId: z.uuid(),
  statusCode: z.literal('C').default('C'),
  completedTs: Timestamp.optional(),
  response: Response,
});

function action<T>(
  kind: Action['kind'],
  schema: z.ZodType<T>,
  run: (client: PortalClient, data: T, caller: ServerCaller) => Promise<object>,
): Action {
  return { kind, schema, run: async (client, caller, data) => run(client, schema.parse(data), caller) };
}

/** Seed 004's actions, each carried out by the contract. */
export const actions: Readonly<Record<string, Action>> = {
  getHumanTaskInboxSummary: action('query', OfHost, async (client, _, caller) => ({
    hostId: caller.hostId,
    tabs: await inboxTabs(client, caller),
  })),
  getHumanTaskList: action('query', List, (client, question, caller) => inboxList(client, caller, question)),
  getHumanTask: action('query', OfAssignment, async (client, { taskAsstId }) =>
    portalTask(await client.humanTasks.get({ taskAsstId })),
  ),
  claimHumanTask: action('command', Claim, async (client, { taskAsstId, claimMinutes }, { hostId }) => ({
    hostId,
    ...(await client.humanTasks.claim({ taskAsstId, minutes: claimMinutes })),
  })),
  releaseHumanTask: action('command', OfAssignment, async (client, { taskAsstId }, { hostId }) => ({
    hostId,
    ...(await client.humanTasks.release({ taskAsstId })),
  })),
  completeTask: action('command', Complete, async (client, completion, { hostId }) => ({
    hostId,
    ...(await client.humanTasks.complete(completion)),
  })),
};
