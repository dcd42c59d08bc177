import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createRouterClient, implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import { onTestFinished } from 'vitest';
import { mapErrors } from '../../../src/service/contract-error.ts';
import { silentLog } from '../../../src/service/log.ts';
import { commandsPath, type BatchedCommand } from '../../../src/shared/contract/command-batch.ts';
import { accountContract } from '../../../src/shared/contract/contract.ts';
import { feedLinesType, feedPaths, type FeedEntry } from '../../../src/shared/contract/sync.ts';
import { CountersignError } from '../../../src/shared/errors.ts';
import { idOf } from './documents.ts';
import { answerCommands, answerOf, type Judge } from './scripted-commands.ts';
import { ServerModel } from './server-model.ts';

/**
 * What happens to one request. `lose`: it is carried out, its answer is not seen; `twice`: it arrives twice; `lines`: of many
 * commands, which are all carried out, so many outcomes arrive.
 */
export type Fate =
  | 'arrives'
  | 'refused'
  | 'lose'
  | 'twice'
  | 'hangs'
  | { readonly lines: number }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

/** Lies of a stream: of each entry that is told, which come instead, in which order. */
export type Tell = (entries: readonly FeedEntry[]) => readonly FeedEntry[];

/** A team server without a network: `fetch` is the only way in, and a script decides what happens on it. */
export class ScriptedServer {
  readonly model = new ServerModel();
  readonly url: string = 'http://team.example';
  /** The path and body of each request, in the order in which they came. */
  readonly requests: { path: string; method: string; headers: Headers }[] = [];
  fate: (request: Request) => Fate = () => 'arrives';
  tell: Tell = (entries) => entries;
  /** The tokens that are taken; null: any. */
  tokens: Set<string> | null = null;
  revoked = false;
  /** In which life of its database; undefined: it is of before servers said so. */
  epoch: string | undefined = undefined;
  /** Whether it tells pages as lines. */
  knowsLines = true;
  contractVersion = 1;
  oldestContractVersion = 1;
  /** Null: it takes commands only one by one. */
  commandsAtOnce: number | null = null;
  /** Of commands that come many at once. */
  judge: Judge = () => null;
  readonly #streams = new Set<() => void>();
  readonly #beats = new Set<() => void>();
  readonly #router = routerOf(this.model);
  readonly #rpc = new RPCHandler(this.#router);
  readonly #client = createRouterClient(this.#router, { context: {} });

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = input instanceof Request ? new Request(input, init) : new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    this.requests.push({
      path: new URL(request.url).pathname,
      method: request.method,
      headers: request.headers,
    });
    const fate = this.fate(request);
    if (fate === 'refused') throw networkError('ECONNREFUSED');
    if (fate === 'hangs') return new Promise((_, reject) => whenAborted(signal, reject));
    if (typeof fate === 'object' && 'status' in fate) {
      return new Response(fate.body ?? '', { status: fate.status, headers: { ...fate.headers } });
    }
    const again = fate === 'twice' ? request.clone() : null;
    const response = await Promise.race([
      this.answer(request, typeof fate === 'object' ? fate.lines : null),
      new Promise<never>((_, reject) => whenAborted(signal, reject)),
    ]);
    if (again !== null) await this.answer(again);
    if (fate === 'lose') throw networkError('ECONNRESET');
    return response;
  };

  /** Ends every open stream, as a proxy or a node that goes away does. */
  cut(): void {
    for (const end of this.#streams) end();
  }

  /** What a server sends every 15 seconds, so that nobody takes it for dead. */
  heartbeat(): void {
    for (const beat of this.#beats) beat();
  }

  get streams(): number {
    return this.#streams.size;
  }

  async answer(request: Request, lines: number | null = null): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === '/api/sync/handshake') return json(this.#handshake());
    const refusal = this.#refusal(request);
    if (refusal !== null) return problem(refusal);
    const after = Number(url.searchParams.get('after') ?? 0);
    if (url.pathname === feedPaths.page) {
      return this.#page(after, url.searchParams, request);
    }
    if (url.pathname === feedPaths.stream) return this.#stream(after, request.signal);
    if (url.pathname === commandsPath && this.commandsAtOnce !== null) {
      const outcomes = await answerCommands(request, (command) => this.#carryOut(command), this.judge);
      return answerOf(outcomes, lines, networkError('ECONNRESET'));
    }
    const { matched, response } = await this.#rpc.handle(request, { prefix: '/rpc', context: {} });
    return matched ? response : problem(new CountersignError('NOT_FOUND'));
  }

  #carryOut({ action, input }: BatchedCommand): Promise<unknown> {
    const { humanTasks, discussion } = this.#client;
    const known = input as never;
    if (action === 'completeTask') return humanTasks.complete(known);
    if (action === 'claimHumanTask') return humanTasks.claim(known);
    return action === 'releaseHumanTask' ? humanTasks.release(known) : discussion.post(known);
  }

  #handshake() {
    const { contractVersion, oldestContractVersion, commandsAtOnce } = this;
    return {
      ...(commandsAtOnce === null ? {} : { commandsAtOnce }),
      contractVersion,
      oldestContractVersion,
      serverVersion: '0.1.0',
      issuer: 'http://idp.example',
      clientId: 'countersign-desktop',
      audience: 'countersign',
      scopes: ['workflow.read', 'workflow.write'],
      serverName: 'Scripted',
    };
  }

  #page(after: number, asked: URLSearchParams, request: Request): Response {
    const [limit, known] = [Number(asked.get('limit') ?? 100), Number(asked.get('floor') ?? 0)];
    const { floor } = this.model;
    const page = { ...this.model.page(after, limit, known), epoch: this.epoch, floor };
    if (!this.knowsLines || request.headers.get('accept')?.includes(feedLinesType) !== true)
      return json(page);
    const { entries, ...head } = page;
    const lines = entries.flatMap(({ task, ...place }) => [place, task]);
    const text = [{ ...head, count: entries.length }, ...lines].map((line) => `${JSON.stringify(line)}\n`);
    return new Response(text.join(''), { headers: { 'content-type': feedLinesType } });
  }

  #refusal(request: Request): CountersignError | null {
    if (this.revoked) return new CountersignError('DEVICE_REVOKED');
    const token = (request.headers.get('authorization') ?? '').replace(/^Bearer /, '');
    return this.tokens === null || this.tokens.has(token) ? null : new CountersignError('TOKEN_EXPIRED');
  }

  #stream(after: number, signal: AbortSignal): Response {
    const encoder = new TextEncoder();
    let cursor = after;
    let stop = (): void => {};
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const send = (event: string, data: unknown, id?: number) =>
          controller.enqueue(
            encoder.encode(
              `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
            ),
          );
        const more = () => {
          if (this.model.isLost(cursor)) {
            cursor = 0;
            send('start-over', {});
          }
          const { entries } = this.model.page(cursor, 1_000);
          for (const entry of this.tell(entries)) send('change', entry, entry.cursor);
          cursor = entries.at(-1)?.cursor ?? cursor;
          send('caught-up', { cursor, epoch: this.epoch });
        };
        const stopListening = this.model.onChange(more);
        stop = () => {
          stopListening();
          this.#beats.delete(more);
          this.#streams.delete(end);
        };
        const end = () => {
          stop();
          try {
            controller.error(networkError('ECONNRESET'));
          } catch {
            // It has ended before.
          }
        };
        this.#streams.add(end);
        this.#beats.add(more);
        whenAborted(signal, end);
        more();
      },
      cancel: () => stop(),
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }
}

/** The same on a port of this machine, until the test has ended. */
export async function listen(server: ScriptedServer): Promise<string> {
  const http = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      void (async () => {
        const headers = new Headers();
        for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
        const method = incoming.method ?? 'GET';
        const gone = new AbortController();
        outgoing.on('close', () => gone.abort());
        const request = new Request(`http://localhost${incoming.url ?? '/'}`, {
          method,
          headers,
          signal: gone.signal,
          ...(method === 'GET' ? {} : { body: Buffer.concat(chunks) }),
        });
        try {
          const response = await server.fetch(request);
          outgoing.writeHead(response.status, Object.fromEntries(response.headers));
          if (response.body === null) outgoing.end();
          else
            Readable.fromWeb(response.body as never)
              .on('error', () => outgoing.destroy())
              .pipe(outgoing);
        } catch {
          outgoing.destroy();
        }
      })();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

const user = 'alice';

function routerOf(model: ServerModel) {
  const base = implement(accountContract).use(({ next }) =>
    mapErrors(silentLog)({ next: async () => next() }),
  );
  const { humanTasks, discussion, drafts, files } = base;
  return {
    humanTasks: {
      complete: humanTasks.complete.handler(({ input }) => model.complete(user, input)),
      claim: humanTasks.claim.handler(({ input }) => model.claim(user, input)),
      release: humanTasks.release.handler(({ input }) => model.release(user, input)),
      markRead: humanTasks.markRead.handler(({ input }) => {
        if (model.find(input.taskAsstId).unread) model.change(input.taskAsstId, { unread: false });
        return {};
      }),
    },
    discussion: {
      post: discussion.post.handler(({ input }) => model.post(user, input)),
      list: discussion.list.handler(({ input }) => {
        const { taskId } = model.find(input.taskAsstId);
        return {
          messages: (model.messages.get(taskId) ?? []).map((message) => ({
            ...message,
            taskId,
            editedTs: null,
            deleted: false,
            mentions: [],
            unread: false,
          })),
          unread: { messages: 0, mentions: 0 },
          participants: [user],
          nextCursor: null,
        };
      }),
    },
    drafts: {
      get: drafts.get.handler(({ input }) => draftOf(model, input.taskAsstId)),
      save: drafts.save.handler(({ input }) => {
        const known = draftOf(model, input.taskAsstId);
        if (known.revision !== input.baseRevision) {
          const draft = { revision: known.revision, kept: known.draft, sent: input.data };
          throw new CountersignError('DRAFT_CONFLICT', { details: { draft } });
        }
        const revision = known.revision + 1;
        model.drafts.set(input.taskAsstId, {
          revision,
          data: input.data as never,
          savedTs: model.timestamp(),
        });
        return draftOf(model, input.taskAsstId);
      }),
    },
    files: {
      upload: {
        begin: files.upload.begin.handler(({ input }) => {
          const uploadId = idOf('workflow', 100 + model.uploads.size);
          const { name, requirement, taskAsstId } = input;
          model.uploads.set(uploadId, {
            name,
            requirement,
            assignmentId: taskAsstId,
            bytes: Buffer.alloc(0),
          });
          return { uploadId, chunkSize: 4 };
        }),
        append: files.upload.append.handler(async ({ input }) => {
          const upload = model.uploads.get(input.uploadId);
          if (upload === undefined) throw new CountersignError('UPLOAD_NOT_FOUND');
          if (upload.bytes.length !== input.offset) {
            const fields = [{ pointer: '/offset', message: 'Another one.' }];
            throw new CountersignError('INVALID_REQUEST', { details: { fields } });
          }
          upload.bytes = Buffer.concat([upload.bytes, Buffer.from(await input.chunk.arrayBuffer())]);
          return { received: upload.bytes.length };
        }),
        finish: files.upload.finish.handler(({ input }) => {
          const upload = model.uploads.get(input.uploadId);
          if (upload === undefined) throw new CountersignError('UPLOAD_NOT_FOUND');
          const digest = `sha-256:${createHash('sha256').update(upload.bytes).digest('hex')}`;
          if (digest !== input.digest) throw new CountersignError('FILE_DAMAGED');
          const fileId = idOf('workflow', 500 + model.files.length);
          model.files.push({ fileId, name: upload.name, digest });
          model.uploads.delete(input.uploadId);
          return {
            fileId,
            handle: `countersign:file:${fileId}`,
            taskId: model.find(upload.assignmentId).taskId,
            requirement: upload.requirement,
            name: upload.name,
            size: upload.bytes.length,
            type: 'text/plain',
            digest,
            uploadedBy: user,
            uploadedTs: model.timestamp(),
            preview: 'text' as const,
            answered: false,
          };
        }),
      },
    },
  };
}

function draftOf(model: ServerModel, assignmentId: string) {
  const known = model.drafts.get(assignmentId);
  if (known === undefined) return { revision: 0, draft: null };
  return {
    revision: known.revision,
    draft: { data: known.data as never, savedTs: known.savedTs, savedBy: user },
  };
}

function json(value: unknown): Response {
  return new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } });
}

function problem(error: CountersignError): Response {
  const { code, message, details } = error;
  const statuses: Record<string, number> = { TOKEN_EXPIRED: 401, DEVICE_REVOKED: 401 };
  return new Response(JSON.stringify({ code, message, data: details }), { status: statuses[code] ?? 404 });
}

function networkError(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

function whenAborted(signal: AbortSignal, work: (reason: unknown) => void): void {
  if (signal.aborted) work(signal.reason);
  else signal.addEventListener('abort', () => work(signal.reason), { once: true });
}
