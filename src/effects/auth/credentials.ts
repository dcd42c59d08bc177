import type { Authentication } from '../../engine/effect.ts';
import type { EffectContext } from '../effects.ts';
import { fault } from '../faults.ts';
import type { HttpRequest, HttpResponse } from '../http/http-client.ts';
import { basicCredentials } from './basic.ts';
import { bearerCredentials } from './bearer.ts';

/** How requests of one authentication sign in. */
export interface Credentials {
  /** The `Authorization` header to begin with; undefined: only after a challenge. */
  header(): Promise<string | undefined>;
  /** After a 401: the header for one more try, or undefined. `request` is what was refused. */
  afterRefusal(request: HttpRequest, response: HttpResponse): Promise<string | undefined>;
}

/** @throws WorkflowError (configuration) when fields are missing, here or in the secret that `use` names */
export function credentialsFor(authentication: Authentication, context: EffectContext): Credentials {
  if ('basic' in authentication) return basicCredentials(authentication.basic, context);
  if ('bearer' in authentication) return bearerCredentials(authentication.bearer, context);
  throw fault('configuration', 'This authentication is not supported');
}
