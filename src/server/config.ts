import { join } from 'node:path';
import { z } from 'zod';

/** The environment does not say what is needed; `message` names each variable and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const number = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const names = z.string().transform((text) => text.split(/[\s,]+/).filter((name) => name !== ''));
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
/** How many proxies in a row are believed: each says who called it, and what comes before them anybody may have written. */
const hops = z.union([flag.transform(Number), number(1, 10)]);
const url = z.url({ protocol: /^https?$/ });

/** `from=to` pairs: the first is what tokens say, the second what this server calls it. */
const aliases = names.transform((pairs, context) => {
  const known = new Map<string, string>();
  for (const pair of pairs) {
    const [from = '', to = ''] = pair.split('=');
    if (from === '' || to === '') context.addIssue({ code: 'custom', message: `"${pair}" is not from=to` });
    known.set(from, to);
  }
  return known;
});

/** Every variable of the environment that the server reads; docs/server.md says what each is for. */
const Environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: number(0, 65_535).default(8787),
  PUBLIC_URL: url.optional(),
  TRUST_PROXY: hops.default(0),
  SERVER_NAME: z.string().trim().min(1).max(200).default('Countersign'),
  DATA_FOLDER: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),

  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_CONNECTIONS: number(2, 500).default(20),
  DATABASE_CONNECT_SECONDS: number(1, 60).default(5),
  DATABASE_STATEMENT_SECONDS: number(1, 3_600).default(20),

  OIDC_ISSUER: url.optional(),
  OIDC_JWKS_URL: url.optional(),
  OIDC_AUDIENCE: z.string().min(1).default('urn:countersign:server'),
  OIDC_CLIENT_ID: z.string().min(1).default('countersign-desktop'),
  OIDC_SCOPE_PREFIX: z
    .string()
    .regex(/^\S*[/:]$/, 'must end in / or :')
    .default(''),
  CLOCK_SKEW_SECONDS: number(0, 300).default(60),
  CLAIM_USER: names.prefault('uid user_id sub'),
  CLAIM_NAME: names.prefault('name preferred_username'),
  CLAIM_EMAIL: names.prefault('email'),
  CLAIM_HOST: names.prefault('host'),
  CLAIM_HOST_NAME: names.prefault('host_name'),
  CLAIM_ROLES: names.prefault('roles role'),
  CLAIM_PERMISSIONS: names.prefault('permissions'),
  SCOPE_ALIASES: aliases.prefault('portal.r=workflow.read portal.w=workflow.write'),
  DEFAULT_HOST: z.string().min(1).max(200).optional(),
  DEV_IDP_PORT: number(0, 65_535).optional(),
  DEV_IDP_TOKEN_SECONDS: number(5, 86_400).default(600),

  RESTATE_URL: url.optional(),
  RESTATE_ADMIN_URL: url.optional(),
  RESTATE_ENDPOINT_HOST: z.string().default('127.0.0.1'),
  RESTATE_ENDPOINT_PORT: number(0, 65_535).default(0),
  RESTATE_ENDPOINT_URL: url.optional(),
  RESTATE_IDENTITY_KEYS: names.prefault(''),

  REQUESTS_PER_MINUTE: number(1, 10_000_000).default(6_000),
  REFUSALS_PER_MINUTE: number(1, 10_000_000).default(300),
  REQUEST_SECONDS: number(1, 3_600).default(60),
  DRAIN_SECONDS: number(1, 600).default(15),
  CONNECTIONS: number(1, 1_000_000).default(10_000),
  METRICS_TOKEN: z.string().min(16).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
  OTEL_SERVICE_NAME: z.string().default('countersign-server'),

  POSTGRES_PROGRAM: z.string().optional(),
  RESTATE_PROGRAM: z.string().optional(),
});
export type Environment = z.infer<typeof Environment>;

/** Which claims of a token say what; of several names the first that a token has counts. */
export interface ClaimNames {
  readonly user: readonly string[];
  readonly name: readonly string[];
  readonly email: readonly string[];
  readonly host: readonly string[];
  readonly hostName: readonly string[];
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  /** From scopes as tokens say them to scopes of this server. */
  readonly scopeAliases: ReadonlyMap<string, string>;
  /** The host of tokens that name none; null: such tokens are refused. */
  readonly defaultHost: string | null;
}

export interface ServerConfig extends Environment {
  readonly dataFolder: string;
  readonly claims: ClaimNames;
}

/**
 * @param env the environment of the process; empty variables count as absent
 * @throws ConfigError
 */
export function parseConfig(env: NodeJS.ProcessEnv, defaultDataFolder: string): ServerConfig {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(present);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new ConfigError(`The environment is not as the server needs it:\n${problems.join('\n')}`);
  }
  const config = parsed.data;
  if (config.OIDC_ISSUER === undefined && !isLoopback(config.HOST)) {
    throw new ConfigError(
      `HOST is ${config.HOST}, and OIDC_ISSUER is not set: the identity provider for development lets anybody in, ` +
        'so it is there on loopback addresses only. Set OIDC_ISSUER, or HOST=127.0.0.1.',
    );
  }
  return {
    ...config,
    dataFolder: config.DATA_FOLDER ?? defaultDataFolder,
    claims: {
      user: config.CLAIM_USER,
      name: config.CLAIM_NAME,
      email: config.CLAIM_EMAIL,
      host: config.CLAIM_HOST,
      hostName: config.CLAIM_HOST_NAME,
      roles: config.CLAIM_ROLES,
      permissions: config.CLAIM_PERMISSIONS,
      scopeAliases: config.SCOPE_ALIASES,
      defaultHost: config.DEFAULT_HOST ?? null,
    },
  };
}

/** Root's PostgreSQL runs as another user, who may not look into root's home. */
export function defaultDataFolder(env: NodeJS.ProcessEnv, home: string, isRoot: boolean): string {
  if (isRoot) return '/var/lib/countersign-server';
  const data = env['XDG_DATA_HOME'];
  return join(data?.startsWith('/') === true ? data : join(home, '.local', 'share'), 'countersign-server');
}

/** Also of an IPv4 address as IPv6 has it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(host);
}
