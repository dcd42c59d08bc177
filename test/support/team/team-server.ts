import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresExecutable, restateExecutable } from '../../../scripts/lib/server-programs.mjs';
import type { HumanTaskRow } from '../../../src/shared/contract/human-tasks.ts';
import type { Device } from '../../../src/shared/contract/sync.ts';
import { deviceKey, headersOf } from '../server/device-key.ts';
import { call } from '../server/call.ts';
import { runServer } from '../server/program.ts';
import { signIn } from '../server/sign-in.ts';

export type DemoUser = 'alice' | 'bob';

/** Somebody of the team as a program of theirs calls the server: with a token, from a device of its own. */
export interface TeamMember {
  get<Body>(path: string): Promise<Body>;
  post<Body>(path: string, body?: object): Promise<Body>;
  /** What waits for them with this title. @throws Error when there is not exactly one */
  task(title: string): Promise<HumanTaskRow>;
  devices(): Promise<readonly Device[]>;
}

export interface Ask {
  readonly title: string;
  readonly prompt?: string;
  readonly risk?: 'low' | 'medium' | 'high';
  /** Whom it is for; by default the role that both have. */
  readonly assignment?: Readonly<Record<string, string>>;
}

/** `npm run server` with nothing set up: its own PostgreSQL, Restate and identity provider, in a folder of its own. */
export interface TeamServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly issuer: string;
  as(user: DemoUser): Promise<TeamMember>;
  /** Starts a workflow with one approval. @returns the process id */
  ask(ask: Ask): Promise<string>;
  output(): string;
}

export interface TeamServerOptions {
  /** How long access tokens are good. */
  readonly tokenSeconds?: number;
  /** Kept afterwards; without it the server gets a folder of its own that goes with it. */
  readonly dataFolder?: string;
}

export async function startTeamServer({
  tokenSeconds = 600,
  dataFolder,
}: TeamServerOptions = {}): Promise<TeamServer> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-team-'));
  // PostgreSQL runs as another user where the tests run as root.
  chmodSync(folder, 0o755);
  const program = runServer({
    POSTGRES_PROGRAM: postgresExecutable(),
    RESTATE_PROGRAM: restateExecutable(),
    DATA_FOLDER: dataFolder ?? join(folder, 'data'),
    SERVER_NAME: 'Acme',
    PORT: '0',
    DEV_IDP_PORT: '0',
    DEV_IDP_TOKEN_SECONDS: String(tokenSeconds),
    CLOCK_SKEW_SECONDS: '0',
    LOG_LEVEL: 'warn',
  });
  const stop = async () => {
    program.kill('SIGTERM');
    await program.ended();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [, url = ''] = await program.line(/serves at (http:\S+)/);
    const [, issuer = ''] = await program.line(/sign-in: (http:\S+)/);
    const members = new Map<DemoUser, Promise<TeamMember>>();
    const as = (user: DemoUser) => {
      const member = members.get(user) ?? memberOf({ url, issuer }, user);
      members.set(user, member);
      return member;
    };
    let asked = 0;
    return {
      url,
      port: Number(new URL(url).port),
      issuer,
      as,
      async ask(question) {
        const alice = await as('alice');
        asked += 1;
        const { namespace, name, version } = await alice.post<Record<string, string>>('/workflows', {
          source: JSON.stringify(workflow(question, asked)),
        });
        const started = await alice.post<{ processId: string }>('/processes', {
          workflow: `${namespace}/${name}@${version}`,
          input: { invoice: 'NW-2026-1187', amount: '€ 48 200.00', supplier: 'Northwind' },
        });
        return started.processId;
      },
      output: () => program.output(),
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const instalment = 'Northwind asks for the fourth instalment. It is **12 % above** the third.';

function workflow(
  { title, prompt = instalment, risk = 'low', assignment = { roleId: 'approvers' } }: Ask,
  number: number,
) {
  return {
    document: {
      dsl: '1.0.3',
      namespace: 'payments',
      name: 'vendor-payment',
      title: 'Vendor payment',
      version: `1.0.${number}`,
    },
    do: [
      {
        approve: {
          metadata: { title },
          ask: {
            mode: 'approval',
            prompt,
            contextKeys: ['invoice', 'amount', 'supplier'],
            risk,
            assignment,
          },
        },
      },
      { booked: { set: { decision: '${ .value }' } } },
    ],
  };
}

async function memberOf(
  { url, issuer }: { readonly url: string; readonly issuer: string },
  user: DemoUser,
): Promise<TeamMember> {
  const deviceId = randomUUID();
  const publicKey = deviceKey();
  const send = async <Body>(method: string, path: string, body?: object): Promise<Body> => {
    // Tokens may be short-lived here, and a refresh is what the app has to prove.
    const { access_token: token } = await signIn({ issuer, user });
    const answer = await call(`${url}/api${path}`, {
      method,
      token,
      headers: headersOf(publicKey, deviceId, token),
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status >= 300)
      throw new Error(`${method} ${path} as ${user}: ${answer.status} ${answer.text}`);
    return answer.json as Body;
  };
  await send('PUT', `/devices/${deviceId}`, { name: 'A program', publicKey });
  return {
    get: (path) => send('GET', path),
    post: (path, body = {}) => send('POST', path, body),
    async task(title) {
      const { humanTasks } = await send<{ humanTasks: HumanTaskRow[] }>('GET', '/human-tasks');
      const [found, ...others] = humanTasks.filter((row) => row.title === title);
      if (found === undefined || others.length > 0) throw new Error(`Not exactly one "${title}" for ${user}`);
      return found;
    },
    devices: async () => (await send<{ devices: Device[] }>('GET', '/devices')).devices,
  };
}
