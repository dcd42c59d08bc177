import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import type { LogEffect } from '../engine/effect.ts';
import { openLocalAccount, type LocalAccount } from '../local/local-account.ts';
import { silentLog } from '../service/log.ts';
import type { LocalRouter } from '../local/router.ts';
import type { Json } from '../shared/json.ts';
import type { Environment } from './environment.ts';
import { printable } from './format.ts';

export type AccountClient = RouterClient<LocalRouter>;

export interface OwnAccountOptions {
  /** Undefined: a folder that is thrown away. */
  readonly dataFolder: string | undefined;
  readonly secret: (name: string) => Json | undefined;
  readonly rewrites: readonly { from: string; to: string }[];
  /** What processes may do beside the rest: `shell`. */
  readonly allowed: ReadonlySet<string>;
}

/** Opens an account of this command's own for as long as `work` takes. What processes log goes to standard error. */
export async function withOwnAccount<T>(
  environment: Environment,
  options: OwnAccountOptions,
  work: (account: LocalAccount, client: AccountClient) => Promise<T>,
): Promise<T> {
  const folder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'countersign-run-'));
  try {
    const account = openLocalAccount({
      ...environment,
      dataFolder: folder,
      log: silentLog,
      secret: options.secret,
      effects: {
        rewrites: options.rewrites,
        policy: { allows: (capability) => options.allowed.has(capability) },
        log: (entry) => environment.warn(logLine(entry)),
      },
    });
    try {
      const context = { actor: account.actor, source: 'cli' } as const;
      return await work(account, createRouterClient(account.router, { context }));
    } finally {
      await account.close();
    }
  } finally {
    if (options.dataFolder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function logLine({ level, message, data }: LogEffect): string {
  return printable(`${level}: ${message}${data === undefined ? '' : ` ${JSON.stringify(data)}`}`);
}
