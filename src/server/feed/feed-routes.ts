import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { feedLinesType, feedPaths } from '../../shared/contract/sync.ts';
import { CountersignError } from '../../shared/errors.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { Authenticate, Authenticated } from '../authenticate.ts';
import { byToken } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import { findCaller } from '../store/sign-ins.ts';
import { createFeedReader } from './feed-reader.ts';
import { asJson, asLines } from './feed-text.ts';
import { openFeedStream, type FeedStream } from './feed-stream.ts';
import { startForgetting } from './forget-gone.ts';
import { PageQuery, StreamQuery } from './queries.ts';
import { createPageCounts, readFeedPage, type RenderHumanTasks } from './read-page.ts';

export type FeedParts = Pick<ServerParts, 'db' | 'clock' | 'timers' | 'log' | 'feed' | 'reach'>;

const readScope = 'workflow.read';
/** Of one user on one node: more than anybody has devices. */
const mostStreamsOfUser = 20;
const mostStreams = 10_000;
const retryAfterSeconds = '5';
/** Transactions that read for streams at the same time; pages and commands need connections too. */
const batches = 4;
/** Shorter ones are not worth it. */
const leastGzipped = 1024;
/** In bytes; what most pages fit into. */
const gzipChunk = 256 * 1024;
const mostUsersCounted = 1000;

const inGzip = promisify(gzip);

/**
 * The feed of changes: pages under `feedPaths.page`, a stream of server-sent events under `feedPaths.stream`. What is refused is
 * thrown as CountersignError: `answerErrors` of src/server/http writes it.
 */
export function registerFeedRoutes(
  app: FastifyInstance,
  parts: FeedParts,
  authenticate: Authenticate,
  render: RenderHumanTasks,
): void {
  const { db } = parts;
  const counts = createPageCounts(mostUsersCounted);
  const streams = createStreams(parts, render);

  const mayRead = async (request: FastifyRequest): Promise<Authenticated> => {
    const known = await authenticate(request);
    if (!known.caller.scopes.has(readScope)) {
      throw new CountersignError('SCOPE_MISSING', { message: `The scope ${readScope} is missing` });
    }
    return known;
  };

  void app.register((scope, _, done) => {
    scope.get(feedPaths.page, async (request, reply) => {
      const { caller } = await mayRead(request);
      const question = parsed(PageQuery, request.query);
      const form = request.headers.accept?.includes(feedLinesType) === true ? asLines : asJson;
      const page = await db.read(caller.hostId, (reader) =>
        readFeedPage(reader, { actor: byToken(caller), ...question }, form, render, counts),
      );
      void reply.header('cache-control', 'no-store').header('vary', 'accept, accept-encoding');
      void reply.type(`${form.type}; charset=utf-8`);
      if (page.length < leastGzipped || !wantsGzip(request)) return reply.send(page);
      // What is waited for is the network of a laptop: the fastest level already makes a tenth of it.
      const packed = await inGzip(page, { level: constants.Z_BEST_SPEED, chunkSize: gzipChunk });
      return reply.header('content-encoding', 'gzip').send(packed);
    });
    scope.get(feedPaths.stream, async (request, reply) => {
      const known = await mayRead(request);
      const last = request.headers['last-event-id'];
      const { after } = parsed(StreamQuery, last === undefined ? request.query : { after: last });
      streams.open(known, after, request, reply);
    });
    scope.addHook('preClose', (closed) => {
      streams.endAll();
      closed();
    });
    scope.addHook('onClose', startForgetting(parts));
    done();
  });
}

function parsed<T>(schema: z.ZodType<T>, given: unknown): T {
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const fields = error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, message }));
  throw new CountersignError('INVALID_REQUEST', { details: { fields } });
}

function wantsGzip(request: FastifyRequest): boolean {
  const accepted = request.headers['accept-encoding'];
  return typeof accepted === 'string' && /(^|[\s,])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted);
}

/** The open streams of this node. */
function createStreams({ db, clock, timers, log, feed, reach }: FeedParts, render: RenderHumanTasks) {
  const reader = createFeedReader({ db, render, batches });
  const open = new Set<FeedStream>();
  const amounts = new Map<string, number>();
  let isClosing = false;

  return {
    open(known: Authenticated, after: number, request: FastifyRequest, reply: FastifyReply) {
      const { caller, expiresAt } = known;
      const { hostId, deviceId } = caller;
      const { userId } = caller.actor;
      const actor = byToken(caller);
      const key = `${hostId} ${userId}`;
      const amount = amounts.get(key) ?? 0;
      if (isClosing || open.size >= mostStreams || amount >= mostStreamsOfUser) {
        void reply.header('retry-after', retryAfterSeconds);
        throw new CountersignError('RATE_LIMITED', { message: 'Too many feeds are open' });
      }
      void reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      raw.flushHeaders();
      request.raw.setTimeout(0);

      const stops: (() => void)[] = [];
      const stream = openFeedStream({
        sink: {
          write(text) {
            reach('feed.before-send');
            return raw.write(text);
          },
          onDrain: (drained) => void raw.once('drain', drained),
          end: () => void raw.end(),
          destroy: () => void raw.destroy(),
        },
        timers,
        after,
        read: (cursor) => reader.read(hostId, actor, cursor),
        hears: () => feed.hears,
        onEnd(error) {
          for (const stop of stops) stop();
          open.delete(stream);
          const left = (amounts.get(key) ?? 1) - 1;
          if (left === 0) amounts.delete(key);
          else amounts.set(key, left);
          if (error !== undefined) log.warn('A feed could not be read on', errorFields(error));
        },
      });
      open.add(stream);
      amounts.set(key, amount + 1);
      raw.on('error', () => stream.end());
      raw.on('close', () => stream.end());
      const endWhenStranger = () => {
        mayGoOn(db, known).then(
          (may) => {
            if (!may) stream.end();
          },
          () => stream.end(),
        );
      };
      const expiry = timers.after(expiresAt - clock.now(), () => stream.end());
      stops.push(
        () => expiry.cancel(),
        feed.listen(hostId, userId, () => stream.more()),
        deviceId === null ? () => {} : feed.listenDevice(hostId, deviceId, endWhenStranger),
        feed.listenUser(hostId, userId, endWhenStranger),
      );
      // What happened between finding out who calls and listening.
      stream.more();
      endWhenStranger();
    },
    endAll() {
      isClosing = true;
      for (const stream of open) stream.end();
    },
  };
}

/** Whether the user is still there and active, not removed since they signed in, and the device not revoked. */
async function mayGoOn(
  db: FeedParts['db'],
  { caller: { hostId, actor, deviceId }, begunAt }: Authenticated,
): Promise<boolean> {
  const row = await db.read(hostId, (reader) => findCaller(reader, actor.userId, deviceId));
  if (row?.active !== true) return false;
  if (row.removedAt !== null && begunAt <= row.removedAt) return false;
  return deviceId === null || row.device?.revokedAt === null;
}
