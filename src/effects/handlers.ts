import type { EffectKind } from '../engine/effect.ts';
import type { EffectHandler } from './effects.ts';
import { runA2a } from './run-a2a.ts';
import { runEmail } from './run-email.ts';
import { runGraphql } from './run-graphql.ts';
import { runHttp } from './run-http.ts';
import { runLog } from './run-log.ts';
import { runMcp } from './run-mcp.ts';
import { runOpenapi } from './run-openapi.ts';
import { runPublish } from './run-publish.ts';
import { runScript } from './run-script.ts';
import { runShell } from './run-shell.ts';

/** What runs each kind of effect. A new kind is a new file beside these and one entry here. */
export const handlers: { readonly [Kind in EffectKind]: EffectHandler<Kind> } = {
  http: runHttp,
  openapi: runOpenapi,
  graphql: runGraphql,
  email: runEmail,
  publish: runPublish,
  mcp: runMcp,
  a2a: runA2a,
  script: runScript,
  shell: runShell,
  log: runLog,
};
