import type { ProblemDetails } from '../shared/problem-details.ts';
import type { Json } from '../shared/json.ts';

/**
 * What a task asks of the world outside: its arguments evaluated, JSON throughout, so that it can be recorded before it
 * leaves. A string in it that names `$secrets` is the exception: it stays an expression, marked as `Deferred`, until the
 * moment the effect runs, so that no secret is ever recorded (see effect-arguments.ts).
 */
export type Effect =
  | HttpEffect
  | OpenApiEffect
  | GraphqlEffect
  | McpEffect
  | A2aEffect
  | ScriptEffect
  | ShellEffect
  | EmailEffect
  | PublishEffect
  | LogEffect;

export type EffectKind = Effect['kind'];

/** What came back of an effect, recorded beside the task that asked for it; the next walk takes it from there. */
export type EffectResult =
  { readonly ok: true; readonly output: Json } | { readonly ok: false; readonly error: ProblemDetails };

/** An expression that is evaluated when its effect runs. It stands in an effect where a string would. */
export interface Deferred {
  readonly $deferred: string;
  /** The other variables that it names, as they were when the effect was recorded. */
  readonly variables: Readonly<Record<string, Json>>;
  /** The names of all secrets of the definition, where its text does not say which it reads. */
  readonly secrets?: readonly string[];
}

/** As the language writes it, references by name resolved, values evaluated. `use` names a secret that holds the same fields. */
export type Authentication =
  | { readonly basic: { readonly username: string; readonly password: string } | SecretReference }
  | { readonly bearer: { readonly token: string } | SecretReference }
  | { readonly digest: { readonly username: string; readonly password: string } | SecretReference }
  | { readonly oauth2: OAuth2 | SecretReference }
  | { readonly oidc: OAuth2 | SecretReference };

export interface SecretReference {
  readonly use: string;
}

/** `oauth2` of the language; for `oidc`, `authority` is the issuer and the endpoints come from its discovery document. */
export interface OAuth2 {
  readonly authority?: string;
  readonly grant?:
    | 'authorization_code'
    | 'client_credentials'
    | 'password'
    | 'refresh_token'
    | 'urn:ietf:params:oauth:grant-type:token-exchange';
  readonly client?: {
    readonly id?: string;
    readonly secret?: string;
    readonly assertion?: string;
    readonly authentication?:
      'client_secret_basic' | 'client_secret_post' | 'client_secret_jwt' | 'private_key_jwt' | 'none';
  };
  readonly request?: { readonly encoding?: 'application/x-www-form-urlencoded' | 'application/json' };
  readonly issuers?: readonly string[];
  readonly scopes?: readonly string[];
  readonly audiences?: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly subject?: { readonly token: string; readonly type: string };
  readonly actor?: { readonly token: string; readonly type: string };
  readonly endpoints?: {
    readonly token?: string;
    readonly revocation?: string;
    readonly introspection?: string;
  };
}

/** An address with its URI template expanded, and how to sign in there. */
export interface Endpoint {
  readonly uri: string;
  readonly authentication?: Authentication;
}

export interface ExternalResource {
  readonly name?: string;
  readonly endpoint: Endpoint;
}

/** `content`: the body, parsed where it is JSON. `raw`: the body's bytes as base64. `response`: request, status, headers, content. */
export type HttpOutput = 'content' | 'raw' | 'response';

export interface HttpEffect {
  readonly kind: 'http';
  readonly method: string;
  readonly endpoint: Endpoint;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, Json>>;
  /** Undefined: no body. An object or a list is sent as JSON, text as it is. */
  readonly body?: Json;
  readonly output: HttpOutput;
  /** True: redirects are followed, one that leads nowhere is a result. False: a 3xx answer is an error (the language's default). */
  readonly redirect: boolean;
}

export interface OpenApiEffect {
  readonly kind: 'openapi';
  readonly document: ExternalResource;
  readonly operationId: string;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly authentication?: Authentication;
  readonly output: HttpOutput;
  readonly redirect: boolean;
}

export interface GraphqlEffect {
  readonly kind: 'graphql';
  readonly endpoint: Endpoint;
  readonly query: string;
  readonly variables: Readonly<Record<string, Json>>;
  readonly operationName?: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface McpEffect {
  readonly kind: 'mcp';
  readonly protocolVersion?: string;
  readonly method: string;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly timeoutMs: number | null;
  readonly transport:
    | { readonly http: { readonly endpoint: Endpoint; readonly headers: Readonly<Record<string, string>> } }
    | {
        readonly stdio: {
          readonly command: string;
          readonly arguments: readonly string[];
          readonly environment: Readonly<Record<string, string>>;
        };
      };
  readonly client: { readonly name: string; readonly version: string };
}

export interface A2aEffect {
  readonly kind: 'a2a';
  /** One of the two at least; without a server the card says where the agent is. */
  readonly agentCard?: ExternalResource;
  readonly server?: Endpoint;
  readonly method: string;
  readonly parameters: Json;
}

/** What a script or a command returns: its standard output, its standard error, its exit code, all three, or null. */
export type ProcessReturn = 'stdout' | 'stderr' | 'code' | 'all' | 'none';

export interface ScriptEffect {
  readonly kind: 'script';
  readonly language: 'js';
  /** The code itself, or where it is fetched from. */
  readonly code?: string;
  readonly source?: ExternalResource;
  /** By name (language 1.0.0), or in order (from 1.0.1 on). */
  readonly arguments: Readonly<Record<string, Json>> | readonly string[];
  readonly stdin?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly return: ProcessReturn;
}

export interface ShellEffect {
  readonly kind: 'shell';
  readonly command: string;
  /** Appended to the command, each quoted as one word; by name (1.0.0) as `name=value` words. */
  readonly arguments: Readonly<Record<string, Json>> | readonly string[];
  readonly stdin?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly return: ProcessReturn;
}

export interface EmailEffect {
  readonly kind: 'email';
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly secure: boolean;
    readonly username?: string;
    readonly password?: string;
  };
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo?: string;
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
}

/** A titled result for people, shown in a named view of the workspace. */
export interface PublishEffect {
  readonly kind: 'publish';
  readonly view: string;
  readonly title: string;
  readonly format: 'markdown' | 'table' | 'json';
  readonly content: Json;
}

export interface LogEffect {
  readonly kind: 'log';
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly data?: Json;
}
