import { Pool, type Dispatcher } from 'undici';

/** The engine did not take what was sent to it; `message` says why in a few words, without content. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal';
  /** It answers, and does not know what it is to call: it has lost its state, or is another one. */
  readonly isUnknown: boolean;

  constructor(message: string, { isUnknown = false, cause }: { isUnknown?: boolean; cause: unknown }) {
    super(message, { cause });
    this.isUnknown = isUnknown;
  }
}

export interface Sending {
  readonly service: string;
  readonly key: string;
  readonly handler: string;
  readonly body: object;
  /** In milliseconds; 0: at once. */
  readonly delay?: number;
  /** What was sent under it before is not sent again. */
  readonly idempotencyKey?: string;
}

/** The two HTTP interfaces of Restate. */
export interface RestateClient {
  /** Resolves once Restate has it on disk. @throws EngineRefusal */
  send(sending: Sending): Promise<void>;
  /** @throws EngineRefusal */
  mustBeHealthy(): Promise<void>;
  /** The names of the services that it knows. @throws EngineRefusal */
  services(): Promise<readonly string[]>;
  /** How many calls it is about to make or has under way, without those whose time has not come. @throws EngineRefusal */
  callsUnderWay(): Promise<number>;
  /**
   * Has it call the services at this address from now on.
   * @param isOnly whether it calls nobody else: what it was about to call at other addresses it calls here too
   * @throws EngineRefusal
   */
  register(endpointUrl: string, isOnly: boolean): Promise<void>;
  close(): Promise<void>;
}

/** How long one call may take, in milliseconds. Registering calls back. */
const sendTimeoutMs = 10_000;
const registerTimeoutMs = 30_000;
/** To Restate, side by side. */
const connections = 64;

export function createRestateClient(urls: { ingress: string; admin: string }): RestateClient {
  const ingress = new Pool(urls.ingress, { connections, pipelining: 1 });
  const admin = new Pool(urls.admin, { connections: 2 });
  return {
    async send({ service, key, handler, body, delay = 0, idempotencyKey }) {
      const path = `/${service}/${encodeURIComponent(key)}/${handler}/send`;
      await call(ingress, {
        method: 'POST',
        path: delay <= 0 ? path : `${path}?delay=${Math.ceil(delay)}ms`,
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        timeout: sendTimeoutMs,
      });
    },
    async mustBeHealthy() {
      await call(ingress, { method: 'GET', path: '/restate/health', timeout: sendTimeoutMs });
    },
    async services() {
      const answer = await call(admin, { method: 'GET', path: '/services', timeout: sendTimeoutMs });
      const { services = [] } = JSON.parse(answer) as { services?: readonly { readonly name: string }[] };
      return services.map(({ name }) => name);
    },
    async callsUnderWay() {
      const query = `SELECT count(*) AS calls FROM sys_invocation_status WHERE status NOT IN ('completed', 'scheduled')`;
      const answer = await call(admin, {
        method: 'POST',
        path: '/query',
        body: JSON.stringify({ query }),
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        timeout: sendTimeoutMs,
      });
      const { rows = [] } = JSON.parse(answer) as { rows?: readonly { readonly calls?: number }[] };
      return rows[0]?.calls ?? 0;
    },
    async register(endpointUrl, isOnly) {
      const others = (isOnly ? await deployments(admin) : []).filter(
        ({ uri }) => new URL(uri).href !== new URL(endpointUrl).href,
      );
      for (const { id } of others) {
        await call(admin, {
          method: 'PATCH',
          path: `/deployments/${encodeURIComponent(id)}`,
          body: JSON.stringify({ uri: endpointUrl, overwrite: true }),
          headers: { 'content-type': 'application/json' },
          timeout: registerTimeoutMs,
        });
      }
      if (others.length > 0) return;
      await call(admin, {
        method: 'POST',
        path: '/deployments',
        body: JSON.stringify({ uri: endpointUrl, force: true }),
        headers: { 'content-type': 'application/json' },
        timeout: registerTimeoutMs,
      });
    },
    async close() {
      await Promise.all([ingress.destroy(), admin.destroy()]);
    },
  };
}

async function deployments(admin: Pool): Promise<readonly { readonly id: string; readonly uri: string }[]> {
  const answer = await call(admin, { method: 'GET', path: '/deployments', timeout: sendTimeoutMs });
  const { deployments: all = [] } = JSON.parse(answer) as {
    deployments?: readonly { readonly id: string; readonly uri?: string }[];
  };
  return all.flatMap(({ id, uri }) => (uri === undefined ? [] : [{ id, uri }]));
}

async function call(
  pool: Pool,
  { timeout, ...request }: Omit<Dispatcher.RequestOptions, 'origin'> & { timeout: number },
): Promise<string> {
  let status: number;
  let answer: string;
  try {
    const response = await pool.request({ ...request, signal: AbortSignal.timeout(timeout) });
    status = response.statusCode;
    answer = await response.body.text();
  } catch (error) {
    throw new EngineRefusal(`The workflow engine cannot be reached (${wordsOf(error)})`, { cause: error });
  }
  if (status >= 400) {
    const isUnknown = status === 404;
    throw new EngineRefusal(`The workflow engine answers ${status}`, { isUnknown, cause: answer });
  }
  return answer;
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
