import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { z } from 'zod';
import { Timestamp } from '../../../../shared/clock.ts';
import type { accountContract } from '../../../../shared/contract/contract.ts';
import { Message } from '../../../../shared/contract/discussion.ts';
import { Handshake } from '../../../../shared/contract/sync.ts';
import { assertNever } from '../../../../shared/assert-never.ts';
import { Answer } from '../../../../shared/human-task/answer.ts';
import { connectionFailure, unreadable } from '../failures.ts';
import { createServerFetch, wholeAnswer, type ServerFetchOptions } from '../server-fetch.ts';
import type { Acknowledged, Command, Envelope, Transport } from '../transport.ts';
import { readFeed } from './feed.ts';
import { uploadFile } from './upload.ts';

type Client = ContractRouterClient<typeof accountContract>;

const Completed = z.object({ completedTs: Timestamp, completedUser: z.string(), response: Answer });
const Released = z.object({ taskAsstId: z.string() });
const Claimed = z.object({ claimedBy: z.string(), claimedTs: Timestamp, claimExpiresTs: Timestamp });

/** A team server of ours: the contract over HTTP, and its feed. */
export function createCountersignTransport(options: ServerFetchOptions): Transport {
  const { serverUrl, timers } = options;
  const send = createServerFetch(options);
  const client = createServerClient(options);
  return {
    kind: 'countersign',
    client,
    handshake: (signal) => readHandshake(options, signal),
    changes: (after, signal) => readFeed({ serverUrl, send, timers }, after, signal),
    send: (command, envelope) => carryOut(client, command, envelope),
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

async function carryOut(client: Client, command: Command, envelope: Envelope): Promise<Acknowledged> {
  const { assignmentId: taskAsstId, taskId, key: idempotencyKey, signal, source } = envelope;
  const options = { signal, context: { source } };
  const { action } = command;
  switch (action) {
    case 'completeTask': {
      const { response } = command;
      const input = { taskAsstId, taskId, response, idempotencyKey };
      return { action, completed: said(Completed, await client.humanTasks.complete(input, options)) };
    }
    case 'claimHumanTask': {
      const input = { taskAsstId, minutes: command.minutes, idempotencyKey };
      return { action, claimed: said(Claimed, await client.humanTasks.claim(input, options)) };
    }
    case 'releaseHumanTask':
      said(Released, await client.humanTasks.release({ taskAsstId, idempotencyKey }, options));
      return { action };
    case 'postMessage': {
      const message = await client.discussion.post(
        { taskAsstId, text: command.text, idempotencyKey },
        options,
      );
      return { action, message: said(Message, message) };
    }
    case 'uploadFile':
      return { action, file: await uploadFile(client.files, command.upload, envelope) };
    default:
      return assertNever(action);
  }
}
