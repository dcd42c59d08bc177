import type { Dispatcher } from 'undici';
import type { Clock, Timers } from '../shared/clock.ts';
import type { Ids } from '../shared/ids.ts';
import type { Json } from '../shared/json.ts';
import type { Effect, EffectKind, LogEffect, PublishEffect } from '../engine/effect.ts';
import type { TaskPath } from '../engine/process-state.ts';
import type { EffectTools } from './effect-tools.ts';
import type { EffectLimits } from './limits.ts';
import type { UrlRewrite } from './url-rewrite.ts';

/** Runs effects: everything that a process does outside of itself. */
export interface Effects {
  /**
   * Runs one effect to its end and gives its raw output. Strings that name `$secrets` have been evaluated before.
   * @throws WorkflowError with one of the language's error types, free of what `context.confidential` lists; anything else that
   * is thrown is a mistake of ours, which the caller records as a runtime error
   */
  run(effect: Effect, context: EffectContext): Promise<Json>;
  /** Ends what is under way and closes connections. Safe to call twice. */
  close(): Promise<void>;
}

export interface EffectContext {
  /** The same for every try of one effect, across crashes: process, task path, attempt. */
  readonly idempotencyKey: string;
  /** Ends the effect early: its task timed out or was cancelled. What `run` throws then does not matter. */
  readonly signal: AbortSignal;
  /** The task that the effect belongs to. */
  readonly instance: TaskPath;
  /** The value of a secret that the definition names under `use.secrets`, or undefined. */
  secret(name: string): Json | undefined;
  /** Texts that errors must not show: every string inside the secrets that the definition names. */
  readonly confidential: readonly string[];
}

/** What a policy has to allow before it runs. */
export type Capability = 'shell';

export interface EffectsOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  /** Applied to every address that is called, redirects, token endpoints, documents and MCP included; the first that fits. */
  readonly rewrites: readonly UrlRewrite[];
  readonly policy: { allows(capability: Capability): boolean };
  /** Where the function `log` writes. */
  log(entry: LogEffect, context: EffectContext): void | Promise<void>;
  /** Where the function `publish` puts a result. Called again with the same idempotency key after a crash. */
  publish(publication: PublishEffect, context: EffectContext): void | Promise<void>;
  /** The entry of the thread that runs scripts: `script-worker.ts` when run from source, `out/main/script-worker.js` in the app. */
  readonly scriptWorkerUrl: URL;
  /** Entries of the function `log` below this level are left out. Default: none is. */
  readonly logLevel?: LogEffect['level'];
  /** Differences from `defaultLimits`. */
  readonly limits?: Partial<EffectLimits>;
  /** How requests leave this machine: a proxy, a trust store. Default: undici's Agent. Closed together with the effects. */
  readonly dispatcher?: Dispatcher;
}

/** Runs one kind of effect. One file each: `run-<kind>.ts`. */
export type EffectHandler<Kind extends EffectKind> = (
  effect: Extract<Effect, { kind: Kind }>,
  context: EffectContext,
  tools: EffectTools,
) => Promise<Json>;

/** Nothing is loaded before the first effect: its libraries take longer to load than an app may take to start. */
export function createEffects(options: EffectsOptions): Effects {
  let loading: Promise<Effects> | undefined;
  return {
    async run(effect, context) {
      loading ??= import('./effect-runner.ts').then(({ createEffectRunner }) => createEffectRunner(options));
      const runner = await loading;
      return runner.run(effect, context);
    },
    async close() {
      const runner = await loading;
      await runner?.close();
    },
  };
}
