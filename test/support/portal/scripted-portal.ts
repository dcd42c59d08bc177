import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json, JsonObject } from '../../../src/shared/json.ts';
import type { Document } from '../sync/documents.ts';
import { createPortalLogin, type LoginOptions, type PortalLogin } from './portal-login.ts';
import { createPortalTasks, PortalRefusal, type PortalTasks } from './portal-tasks.ts';

/** What becomes of one call, besides what its action does. */
export interface Behaviour {
  readonly delayMs?: number;
  /** It is refused, and nothing is done. */
  readonly refuse?: { readonly status: number; readonly code: string; readonly message: string };
  /** `before`: the connection breaks and nothing is done; `after`: it is done, and nobody hears of it. */
  readonly breaks?: 'before' | 'after';
  /** It answers with success that says nothing; `before`: nothing is done, `after`: it is done. */
  readonly saysNothing?: 'before' | 'after';
  /** It is done, and the connection stays open without an answer. */
  readonly hangs?: boolean;
  /** Something between here and there answers with a page of its own. */
  readonly page?: { readonly status: number; readonly html: string };
}

export interface PortalCall {
  readonly action: string;
  readonly data: JsonObject;
  readonly user: string;
  readonly isRpc: boolean;
}

export interface ScriptedPortal extends PortalTasks {
  readonly origin: string;
  /** Where people sign in. */
  readonly login: PortalLogin;
  /** Whatever came with a token that is known, in order. */
  readonly calls: readonly PortalCall[];
  /** What becomes of the next calls of an action, in their order. */
  next(action: string, ...behaviours: readonly Behaviour[]): void;
  /** What becomes of every call for which nothing else is said. */
  always(behaviour: Behaviour): void;
  /** The token is no longer good. */
  expire(token: string): void;
  close(): Promise<void>;
}

export interface PortalOptions {
  readonly hostId: string;
  /** Who calls with which token. */
  readonly users: Readonly<Record<string, string>>;
  readonly documents?: readonly Document[];
  /** Stored answers are cut after so many characters. */
  readonly cutAt?: number;
  readonly now?: () => number;
  readonly login?: LoginOptions;
}

const commands = ['claimHumanTask', 'releaseHumanTask', 'completeTask'];

/** A light-portal on loopback as its public sources have it, whose failures a test writes. */
export async function openScriptedPortal(options: PortalOptions): Promise<ScriptedPortal> {
  const { hostId, users, documents = [], cutAt = 126, now = Date.now } = options;
  const tasks = createPortalTasks({ hostId, cutAt, now });
  for (const document of documents) tasks.put(document);
  const script = new Map<string, Behaviour[]>();
  const expired = new Set<string>();
  const calls: PortalCall[] = [];
  let usual: Behaviour = {};

  const login = createPortalLogin({ hostId, now, ...options.login });

  const perform = async (request: IncomingMessage, response: ServerResponse, body: string) => {
    let call: (PortalCall & { readonly id: Json }) | null = null;
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const said = login.answer(pathname, new URLSearchParams(body), `http://${request.headers.host}`);
    if (said === 'breaks') return void response.socket?.resetAndDestroy();
    if (said !== null) return answer(response, said.status, said.body);
    try {
      const user = userOf(request);
      call = { ...parse(request, body), user };
      calls.push(call);
      const behaviour = script.get(call.action)?.shift() ?? usual;
      if (behaviour.delayMs !== undefined) await pause(behaviour.delayMs);
      if (behaviour.breaks === 'before') return void response.socket?.resetAndDestroy();
      if (behaviour.page !== undefined) {
        response.writeHead(behaviour.page.status, { 'content-type': 'text/html' }).end(behaviour.page.html);
        return;
      }
      if (behaviour.refuse !== undefined) {
        const { status, code, message } = behaviour.refuse;
        throw new PortalRefusal(status, code, message);
      }
      const isCommand = commands.includes(call.action);
      if (isCommand !== (request.method === 'POST'))
        throw new PortalRefusal(404, 'ERR11637', 'OBJECT_NOT_FOUND');
      if (behaviour.saysNothing === 'before') return answer(response, 200, {});
      const result = tasks.perform(call.action, call.data, user);
      if (behaviour.saysNothing === 'after') return answer(response, 200, {});
      if (behaviour.breaks === 'after') return void response.socket?.resetAndDestroy();
      if (behaviour.hangs === true) return;
      answer(response, 200, call.isRpc ? { jsonrpc: '2.0', result, id: call.id } : result);
    } catch (error) {
      if (!(error instanceof PortalRefusal)) throw error;
      const plain = { ...error.body() };
      const isPlain = call?.isRpc !== true || error.code === 'ERR11004';
      answer(
        response,
        error.statusCode,
        isPlain
          ? plain
          : {
              jsonrpc: '2.0',
              error: { code: error.statusCode, message: error.message, data: plain },
              id: call?.id ?? null,
            },
      );
    }
  };
  const userOf = ({ headers }: IncomingMessage): string => {
    if (headers.authorization === undefined) throw new PortalRefusal(401, 'ERR10002', 'MISSING_AUTH_TOKEN');
    const token = headers.authorization.replace(/^Bearer /, '');
    if (expired.has(token)) throw new PortalRefusal(401, 'ERR10001', 'AUTH_TOKEN_EXPIRED');
    const user = users[token] ?? login.userOf(token);
    if (user === undefined) throw new PortalRefusal(401, 'ERR10000', 'INVALID_AUTH_TOKEN');
    return user;
  };

  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      perform(request, response, body).catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...tasks,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    login,
    calls,
    next(action, ...behaviours) {
      script.set(action, [...(script.get(action) ?? []), ...behaviours]);
    },
    always: (behaviour) => void (usual = behaviour),
    expire: (token) => void expired.add(token),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parse(request: IncomingMessage, body: string): Omit<PortalCall, 'user'> & { readonly id: Json } {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const path = request.method === 'GET' ? '/portal/query' : '/portal/command';
  if (url.pathname !== path) throw new PortalRefusal(404, 'ERR11637', 'OBJECT_NOT_FOUND');
  try {
    const given = JSON.parse(
      request.method === 'GET' ? (url.searchParams.get('cmd') ?? '') : body,
    ) as JsonObject;
    if (given.jsonrpc === '2.0') {
      const [, , action = ''] = textIn(given, 'method').split('/');
      return { action, data: (given.params ?? {}) as JsonObject, isRpc: true, id: given.id ?? null };
    }
    return {
      action: textIn(given, 'action'),
      data: (given.data ?? {}) as JsonObject,
      isRpc: false,
      id: null,
    };
  } catch {
    throw new PortalRefusal(400, 'ERR11004', 'VALIDATOR_SCHEMA');
  }
}

function textIn(given: JsonObject, name: string): string {
  const value = given[name];
  if (typeof value !== 'string') throw new PortalRefusal(400, 'ERR11004', 'VALIDATOR_SCHEMA');
  return value;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
