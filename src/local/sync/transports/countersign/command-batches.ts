import {
  commandsPath,
  CommandOutcome,
  type BatchedCommand,
} from '../../../../shared/contract/command-batch.ts';
import { answerFailure, connectionFailure, contractFailure, unreadable } from '../failures.ts';
import { callTimeoutMs, createServerFetch, type ServerFetchOptions } from '../server-fetch.ts';
import { TransportError } from '../transport-error.ts';
import { createLanes } from './lanes.ts';
import { linesOf } from './lines.ts';

// B1: what is sent in the same turn travels in one request, and each command has its own outcome.
// B2: a command that has no outcome when the answer ends may have been carried out.
// B3: a request that is refused for being one of many, by a server or what stands before it, has carried out nothing: its
//     commands go one by one.
// B4: where what stands before the server takes no such request, or lets none of its answers through, commands go one by one for
//     long, whatever the server offers.

export interface CommandBatches {
  /** How many commands go in one request; 1: each goes for itself. */
  readonly atOnce: number;
  /** The server has just said that it takes so many in one request. */
  offer(atOnce: number): void;
  /**
   * @param alone sends it for itself
   * @returns what its procedure answers
   * @throws TransportError
   */
  send(command: BatchedCommand, signal: AbortSignal, alone: () => Promise<unknown>): Promise<unknown>;
}

interface Waiting {
  /** The command as JSON. */
  readonly text: string;
  readonly signal: AbortSignal;
  readonly alone: () => Promise<unknown>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** In bytes: below what usual proxies take, of which the tightest stop at 1 MiB. */
const largestRequest = 512 * 1024;
/** Also where the server itself says so: it knows no such requests, or not these. */
const refusedAsWhole = [400, 404, 405, 411, 413, 414, 415, 501];
/** These say something of the account, whoever says them. */
const saidOfAccount = [401, 426, 429];
/** So often in a row nothing may come of what was sent together, before it is no longer sent so. */
const mostFruitless = 3;
/** So many offers of the server are left alone then: of days without trouble, or of hours with much. */
const offersLeftAlone = 20;

class RefusedAsWhole extends TransportError {
  readonly byServer: boolean;
  constructor(byServer: boolean) {
    super('NOT_FOUND');
    this.byServer = byServer;
  }
}

/** @param oneByOne so many commands that go for themselves are on their way at the same time */
export function createCommandBatches(options: ServerFetchOptions, oneByOne: number): CommandBatches {
  const fetchBatch = createServerFetch({
    ...options,
    failureOf(response, text) {
      const failure = answerFailure(response, text);
      const { status } = response;
      const byServer = failure.code !== 'SERVER_UNREACHABLE';
      const isWhole = refusedAsWhole.includes(status) || (!byServer && status >= 400 && status < 500);
      return isWhole && !saidOfAccount.includes(status) ? new RefusedAsWhole(byServer) : failure;
    },
  });
  const takeAlone = createLanes(oneByOne);
  const sendAlone = ({ alone, resolve, reject }: Waiting): void => {
    takeAlone(alone).then(resolve, reject);
  };
  let gathered: Waiting[] = [];
  let atOnce = 1;
  let leftAlone = 0;
  /** How often in a row; what was on its way at the same time counts once. */
  let fruitless = 0;

  const giveUp = (): void => {
    atOnce = 1;
    leftAlone = offersLeftAlone;
    fruitless = 0;
  };

  const post = async (waiting: readonly Waiting[]): Promise<void> => {
    const left = new Map(waiting.entries());
    const before = fruitless;
    const nothingCame = (): void => {
      if (left.size < waiting.length || before !== fruitless || signal.aborted) return;
      fruitless += 1;
      if (fruitless >= mostFruitless) giveUp();
    };
    const signal = AbortSignal.any([...new Set(waiting.map((one) => one.signal))]);
    const body = `{"commands":[${waiting.map(({ text }) => text).join(',')}]}`;
    const headers = { 'content-type': 'application/json', accept: 'application/x-ndjson' };
    try {
      const request = new Request(`${options.serverUrl}${commandsPath}`, { method: 'POST', headers, body });
      const send = (within: AbortSignal) => fetchBatch(request, { signal: within });
      for await (const line of linesOf(options, signal, send, callTimeoutMs)) {
        // So the server says that it is still at it.
        if (line === '') continue;
        const { index, settle } = outcomeIn(line);
        const one = left.get(index);
        left.delete(index);
        fruitless = 0;
        if (one !== undefined) settle(one);
      }
      nothingCame();
      for (const { reject } of left.values()) reject(unreadable('The answer of the server'));
    } catch (error) {
      if (error instanceof RefusedAsWhole) {
        if (error.byServer) atOnce = 1;
        else giveUp();
        for (const one of left.values()) sendAlone(one);
        return;
      }
      const failure = connectionFailure(error);
      // Whether the server was there at all, or does not want this now, is something else.
      if (failure.code === 'SERVER_UNREACHABLE' && failure.uncertain) nothingCame();
      for (const { reject } of left.values()) reject(failure);
    }
  };

  const flush = (): void => {
    const waiting = gathered;
    gathered = [];
    for (const part of inParts(waiting, atOnce)) {
      const [only] = part;
      if (part.length === 1 && only !== undefined) sendAlone(only);
      else void post(part);
    }
  };

  return {
    get atOnce() {
      return atOnce;
    },
    offer(offered) {
      if (leftAlone > 0) leftAlone -= 1;
      else atOnce = offered;
    },
    send(command, signal, alone) {
      if (atOnce <= 1) return takeAlone(alone);
      return new Promise((resolve, reject) => {
        if (gathered.length === 0) setImmediate(flush);
        gathered.push({ text: JSON.stringify(command), signal, alone, resolve, reject });
      });
    },
  };
}

/** In their order; none with more commands or bytes than one request may have, except for a single one. */
function inParts(waiting: readonly Waiting[], atOnce: number): Waiting[][] {
  const parts: Waiting[][] = [];
  let bytes = 0;
  for (const one of waiting) {
    const size = Buffer.byteLength(one.text);
    const part = parts.at(-1);
    if (part === undefined || part.length >= atOnce || bytes + size > largestRequest) {
      parts.push([one]);
      bytes = size;
    } else {
      part.push(one);
      bytes += size;
    }
  }
  return parts;
}

/** @throws TransportError for what no server of ours says: B2 */
function outcomeIn(line: string): { index: number; settle: (one: Waiting) => void } {
  const { data, error } = CommandOutcome.safeParse(jsonIn(line));
  if (data === undefined) throw unreadable('The answer of the server', error);
  const { index } = data;
  if ('output' in data) return { index, settle: ({ resolve }) => resolve(data.output) };
  const { status, retryAfterSeconds } = data;
  const retryAfterMs = retryAfterSeconds === null ? null : retryAfterSeconds * 1_000;
  const failure = contractFailure(status, data.error as never, retryAfterMs);
  return { index, settle: ({ reject }) => reject(failure ?? unreadable('The answer of the server')) };
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
