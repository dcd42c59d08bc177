import { join } from 'node:path';
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import { decodeJwt } from 'jose';
import { signInAs } from '../../../scripts/lib/person-in-browser.mjs';
import { startDevIdp, type DevIdp } from '../../../src/server/dev-idp/dev-idp.ts';
import { demoHost } from '../../../src/server/dev-idp/demo-users.ts';
import { mapErrors } from '../../../src/service/contract-error.ts';
import { silentLog } from '../../../src/service/log.ts';
import { accountContract } from '../../../src/shared/contract/contract.ts';
import type { StoredFile } from '../../../src/shared/contract/files.ts';
import { contractHeader, deviceHeader, sync, type DeviceKey } from '../../../src/shared/contract/sync.ts';
import { CountersignError } from '../../../src/shared/errors.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { ScriptedServer } from '../sync/scripted-server.ts';
import { TeamCalls, teamCallPaths } from './team-calls.ts';

const audience = 'urn:countersign:server';
const clientId = 'countersign-desktop';
const url = 'https://team.example';
/** What the tokens may be for that are taken. */
const audiences = [audience, url, 'https://liar.example'];

interface Registered {
  readonly userId: string;
  readonly name: string;
  readonly publicKey: DeviceKey;
  revoked: boolean;
}

/** A scripted team server behind a real identity provider; `fetch` is the network on which both are. */
export class Team implements AsyncDisposable {
  readonly server = new ScriptedServer();
  readonly url = url;
  readonly devices = new Map<string, Registered>();
  /** What was shown to the token endpoint, in the order in which it came. */
  readonly tokenRequests: URLSearchParams[] = [];
  /** Whether the way to the provider works. */
  isIdpAway = false;
  /** Its provider does not look at which server a token is asked for (RFC 8707), as many do not. */
  ignoresResource = false;
  /** What came with the last registration of a device, besides its body. */
  registration: Headers | null = null;
  /** What a registration waits for. */
  beforeRegistration: () => Promise<void> = () => Promise.resolve();
  readonly calls = new TeamCalls();
  /** Told of every request that is not for the provider. */
  onRequest: (request: Request) => void = () => {};
  serverName = 'Team';
  /** What it says that one signs in for. */
  scopes = ['workflow.read', 'workflow.write'];
  /** The one file that it has, and what it says of it. */
  fileBytes = '';
  file: Partial<StoredFile> = {};
  contractVersion = 1;
  readonly #idp: DevIdp;
  readonly #rpc = new RPCHandler<{ request: Request }>(this.#router());

  private constructor(idp: DevIdp) {
    this.#idp = idp;
  }

  /** @param resources for which servers its provider gives tokens that are good there only */
  static async start(
    folder: string,
    tokenSeconds = 600,
    resources: readonly string[] = [url],
  ): Promise<Team> {
    return new Team(
      await startDevIdp({
        folder: join(folder, 'idp'),
        port: 0,
        audience,
        resources,
        clientId,
        scopes: ['workflow.read', 'workflow.write'],
        clock: systemClock,
        log: silentLog,
        tokenSeconds,
      }),
    );
  }

  get issuer(): string {
    return this.#idp.issuer;
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.url.startsWith(this.#idp.issuer)) return this.#toIdp(request);
    this.onRequest(request);
    const { pathname } = new URL(request.url);
    if (pathname === '/api/sync/handshake') return Response.json(this.#handshake());
    if (pathname.endsWith('/content')) return new Response(this.fileBytes);
    const isHere = /^\/rpc\/(sync\/|files\/get)/.test(pathname) || teamCallPaths.test(pathname);
    if (!isHere) return this.server.fetch(request);
    const { response } = await this.#rpc.handle(request, { prefix: '/rpc', context: { request } });
    return response ?? new Response(null, { status: 404 });
  };

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.cut();
    await this.#idp.close();
  }

  async #toIdp(request: Request): Promise<Response> {
    if (this.isIdpAway) throw new TypeError('fetch failed');
    if (new URL(request.url).pathname !== '/token') return globalThis.fetch(request);
    const form = new URLSearchParams(await request.text());
    this.tokenRequests.push(new URLSearchParams(form));
    if (this.ignoresResource) form.delete('resource');
    const { method, signal } = request;
    return globalThis.fetch(request.url, { method, signal, body: form });
  }

  /** The person in front of the browser, who signs in as this user. */
  inBrowser(user: string): (url: string) => Promise<{ status: number; text: string }> {
    return (opened) => {
      const page = new URL(opened);
      if (this.ignoresResource) page.searchParams.delete('resource');
      return signInAs(user, page.href);
    };
  }

  #handshake() {
    return {
      contractVersion: this.contractVersion,
      oldestContractVersion: this.contractVersion,
      serverVersion: '0.1.0',
      issuer: this.#idp.issuer,
      clientId,
      audience,
      scopes: this.scopes,
      serverName: this.serverName,
    };
  }

  #router() {
    const os = implement(sync)
      .$context<{ request: Request }>()
      .use(({ next }) => mapErrors(silentLog)({ next: async () => next() }));
    const { files } = implement(accountContract);
    return {
      ...this.calls.router(),
      files: {
        get: files.get.handler(({ input }) => ({
          fileId: input.fileId,
          handle: `countersign:file:${input.fileId}`,
          taskId: input.taskAsstId,
          requirement: 'report',
          name: 'report.txt',
          size: this.fileBytes.length,
          type: 'text/plain',
          digest: `sha-256:${'0'.repeat(64)}`,
          uploadedBy: 'bob',
          uploadedTs: new Date(systemClock.now()).toISOString(),
          preview: 'text' as const,
          answered: false,
          ...this.file,
        })),
      },
      sync: {
        me: os.me.handler(({ context }) => {
          const { userId, userName } = callerOf(context.request);
          const { id: hostId, name: hostName } = demoHost;
          return { hostId, hostName, userId, userName, permissions: [], scopes: [] };
        }),
        devices: {
          list: os.devices.list.handler(({ input }) => ({
            devices: [...this.devices]
              .filter(([, { userId }]) => input.userId === undefined || userId === input.userId)
              .map(([deviceId, device]) => ({
                ...deviceOf(deviceId, device),
                revokedTs: device.revoked ? new Date(systemClock.now()).toISOString() : null,
              })),
          })),
          register: os.devices.register.handler(async ({ input, context }) => {
            await this.beforeRegistration();
            const { userId } = callerOf(context.request);
            const { deviceId, name, publicKey } = input;
            this.registration = context.request.headers;
            const known = this.devices.get(deviceId);
            if (known !== undefined && known.publicKey.x !== publicKey.x) {
              throw new CountersignError('DEVICE_KEY_MISMATCH');
            }
            if (context.request.headers.get(deviceHeader) !== deviceId) throw new Error('Another device');
            if (context.request.headers.get(contractHeader) !== '1') throw new Error('Another contract');
            this.devices.set(deviceId, { userId, name, publicKey, revoked: false });
            this.server.revoked = false;
            return deviceOf(deviceId, { userId, name });
          }),
          revoke: os.devices.revoke.handler(({ input, context }) => {
            const { userId } = callerOf(context.request);
            const device = this.devices.get(input.deviceId);
            if (device === undefined) throw new CountersignError('DEVICE_NOT_FOUND');
            device.revoked = true;
            return deviceOf(input.deviceId, { userId, name: device.name });
          }),
        },
      },
    };
  }
}

function callerOf(request: Request): { userId: string; userName: string } {
  const token = (request.headers.get('authorization') ?? '').replace(/^Bearer /, '');
  if (token === '') throw new CountersignError('UNAUTHORIZED');
  const { uid, name, aud } = decodeJwt<{ uid: string; name: string }>(token);
  if (typeof aud !== 'string' || !audiences.includes(aud)) throw new CountersignError('UNAUTHORIZED');
  return { userId: uid, userName: name };
}

function deviceOf(deviceId: string, { userId, name }: { userId: string; name: string }) {
  const now = new Date(systemClock.now()).toISOString();
  return {
    deviceId,
    userId,
    name,
    registeredTs: now,
    lastSeenTs: now,
    revokedTs: null,
    revokedBy: null,
    current: true,
  };
}
