import type { Authentication } from '../../engine/effect.ts';
import type { Ids } from '../../shared/ids.ts';
import type { EffectContext } from '../effects.ts';
import { fault } from '../faults.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { basicCredentials } from './basic.ts';
import { bearerCredentials } from './bearer.ts';
import { digestCredentials } from './digest.ts';
import { oauth2Credentials } from './oauth2.ts';
import type { Tokens } from './tokens.ts';

/** How the requests of one effect sign in. */
export interface Credentials {
  /** The `Authorization` header to begin with; undefined: only after a challenge. */
  header(): Promise<string | undefined>;
  /** After a 401 to a request of this method: the header for one more try, or undefined. */
  afterRefusal(method: string, response: HttpResponse): Promise<string | undefined>;
}

/** What credentials are made with. */
export interface Issuers {
  readonly ids: Ids;
  readonly tokens: Tokens;
}

/** @throws WorkflowError (configuration) when fields are missing, here or in the secret that `use` names */
export function credentialsFor(
  authentication: Authentication,
  context: EffectContext,
  { ids, tokens }: Issuers,
): Credentials {
  if ('basic' in authentication) return basicCredentials(authentication.basic, context);
  if ('bearer' in authentication) return bearerCredentials(authentication.bearer, context);
  if ('digest' in authentication) return digestCredentials(authentication.digest, context, ids);
  if ('oauth2' in authentication) return oauth2Credentials('oauth2', authentication.oauth2, context, tokens);
  if ('oidc' in authentication) return oauth2Credentials('oidc', authentication.oidc, context, tokens);
  throw fault('configuration', 'The authentication is none of basic, bearer, digest, oauth2 and oidc');
}
