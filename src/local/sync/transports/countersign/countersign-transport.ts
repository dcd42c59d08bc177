import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { z } from 'zod';
import { Timestamp } from '../../../../shared/clock.ts';
import type { accountContract } from '../../../../shared/contract/contract.ts';
import { mostCommands, type BatchedCommand } from '../../../../shared/contract/command-batch.ts';
import { Message } from '../../../../shared/contract/discussion.ts';
import { Handshake } from '../../../../shared/contract/sync.ts';
import { assertNever } from '../../../../shared/assert-never.ts';
import { Answer } from '../../../../shared/human-task/answer.ts';
import { connectionFailure, unreadable } from '../failures.ts';
import { createServerFetch, wholeAnswer, type ServerFetchOptions } from '../server-fetch.ts';
import type { Acknowledged, Command, Envelope, Transport } from '../transport.ts';
import { createCommandBatches, type CommandBatches } from './command-batches.ts';
import { readFeed } from './feed.ts';
import { createLanes } from './lanes.ts';
import { uploadFile } from './upload.ts';

type Client = ContractRouterClient<typeof accountContract>;

const Completed = z.object({ completedTs: Timestamp, completedUser: z.string(), response: Answer });
const Released = z.object({ taskAsstId: z.string() });
const Claimed = z.object({ claimedBy: z.string(), claimedTs: Timestamp, claimExpiresTs: Timestamp });

/** So many requests at a time, where each command is one. */
const requestsAtOnce = 16;
/** So many where a request brings many: the server then makes whole groups durable, one after the other, and waits for no client. */
const batchesAtOnce = 10;

/** A team server of ours: the contract over HTTP, and its feed. */
export function createCountersignTransport(options: ServerFetchOptions): Transport {
  const { serverUrl, timers } = options;
  const send = createServerFetch(options);
  const client = createServerClient(options);
  const batches = createCommandBatches(options, requestsAtOnce);
  const takeUpload = createLanes(requestsAtOnce);
  return {
    kind: 'countersign',
    client,
    async handshake(signal) {
      const handshake = await readHandshake(options, signal);
      batches.offer(Math.min(handshake.commandsAtOnce ?? 1, mostCommands));
      return handshake;
    },
    changes: (from, signal) => readFeed({ serverUrl, send, timers }, from, signal),
    get sideBySide() {
      return batches.atOnce > 1 ? batches.atOnce * batchesAtOnce : requestsAtOnce;
    },
    send: (command, envelope) =>
      command.action === 'uploadFile'
        ? takeUpload(() => carryOut(client, batches, command, envelope))
        : carryOut(client, batches, command, envelope),
    download: ({ taskAsstId, fileId }) =>
      send(new Request(`${serverUrl}/api/human-tasks/${taskAsstId}/files/${fileId}/content`), {
        signal: new AbortController().signal,
      }),
    longestAnswer: null,
  };
}

/** Who answers there, without a token. @throws TransportError */
export async function readHandshake(
  options: Pick<ServerFetchOptions, 'serverUrl' | 'fetch' | 'timers'>,
  signal: AbortSignal,
): Promise<Handshake> {
  const send = createServerFetch({ ...options, tokens: null, deviceId: null });
  const request = new Request(`${options.serverUrl}/api/sync/handshake`);
  const response = await wholeAnswer(options, signal, (within) => send(request, { signal: within }));
  const handshake = Handshake.safeParse(await response.json().catch(() => null));
  if (!handshake.success) throw unreadable('What the server says of itself', handshake.error);
  return handshake.data;
}

/** The contract over HTTP. Every failure is a TransportError; answers are checked by whoever passes them on. */
export function createServerClient(options: ServerFetchOptions): Client {
  const send = createServerFetch(options);
  const link = new RPCLink<{ source?: string }>({
    url: `${options.serverUrl}/rpc`,
    headers: ({ context }) =>
      context.source === undefined ? {} : { 'x-countersign-source': context.source },
    fetch: (request) => wholeAnswer(options, request.signal, (signal) => send(request, { signal })),
    interceptors: [
      async ({ next }) => {
        try {
          return await next();
        } catch (error) {
          if (error instanceof ORPCError) throw unreadable('The answer of the server', error);
          throw connectionFailure(error);
        }
      },
    ],
  });
  return createORPCClient(link);
}

/** Success counts only where it says what was done: whatever stands between may say `200` too. @throws TransportError */
function said<T>(schema: z.ZodType<T>, answer: unknown): T {
  const { data, error } = schema.safeParse(answer);
  if (data === undefined) throw unreadable('The answer of the server', error);
  return data;
}

async function carryOut(
  client: Client,
  batches: CommandBatches,
  command: Command,
  envelope: Envelope,
): Promise<Acknowledged> {
  const { assignmentId: taskAsstId, taskId, key: idempotencyKey, signal, source } = envelope;
  const options = { signal, context: { source } };
  const { action } = command;
  const send = <I extends BatchedCommand['input']>(
    named: BatchedCommand['action'],
    input: I,
    alone: (input: I, given: typeof options) => Promise<unknown>,
  ) => batches.send({ action: named, source, input }, signal, () => alone(input, options));
  switch (action) {
    case 'completeTask': {
      const input = { taskAsstId, taskId, response: command.response, idempotencyKey };
      return { action, completed: said(Completed, await send(action, input, client.humanTasks.complete)) };
    }
    case 'claimHumanTask': {
      const input = { taskAsstId, minutes: command.minutes, idempotencyKey };
      return { action, claimed: said(Claimed, await send(action, input, client.humanTasks.claim)) };
    }
    case 'releaseHumanTask': {
      const input = { taskAsstId, idempotencyKey };
      said(Released, await send(action, input, client.humanTasks.release));
      return { action };
    }
    case 'postMessage': {
      const input = { taskAsstId, text: command.text, idempotencyKey };
      return { action, message: said(Message, await send(action, input, client.discussion.post)) };
    }
    case 'uploadFile':
      return { action, file: await uploadFile(client.files, command.upload, envelope) };
    default:
      return assertNever(action);
  }
}
