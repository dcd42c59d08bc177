import { z } from 'zod';
import type { EffectContext } from '../effects.ts';
import type { Credentials } from './credentials.ts';
import { fieldsOf, Text } from './fields.ts';
import type { Tokens } from './tokens.ts';

/** A secret may hold a list as one text with spaces, as OAuth itself writes scopes. */
const Words = z.union([
  z.array(z.string()),
  z.string().transform((text) => text.split(/\s+/).filter((word) => word !== '')),
]);
const Token = z.object({ token: Text, type: Text });

/** `oauth2` and `oidc` of the language as they are used, defaults filled in. */
export const OAuthFields = z.object({
  authority: z.string().min(1),
  grant: z
    .enum([
      'authorization_code',
      'client_credentials',
      'password',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ])
    .default('client_credentials'),
  client: z
    .object({
      id: Text.optional(),
      secret: Text.optional(),
      assertion: z.string().optional(),
      authentication: z
        .enum(['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'none'])
        .default('client_secret_post'),
    })
    .default({ authentication: 'client_secret_post' }),
  request: z
    .object({
      encoding: z
        .enum(['application/x-www-form-urlencoded', 'application/json'])
        .default('application/x-www-form-urlencoded'),
    })
    .default({ encoding: 'application/x-www-form-urlencoded' }),
  issuers: Words.default([]),
  scopes: Words.default([]),
  audiences: Words.default([]),
  username: Text.optional(),
  password: Text.optional(),
  subject: Token.optional(),
  actor: Token.optional(),
  endpoints: z.object({ token: z.string().optional() }).default({}),
});
export type OAuthFields = z.infer<typeof OAuthFields>;

/** Bearer tokens of an authorization server. A token that is refused is fetched anew once. */
export function oauth2Credentials(
  kind: 'oauth2' | 'oidc',
  given: object,
  context: EffectContext,
  tokens: Tokens,
): Credentials {
  const fields = fieldsOf(OAuthFields, given, context, kind);
  let used: string | undefined;
  let renewed = false;
  return {
    async header() {
      used = await tokens.get(kind, fields, context.signal);
      return `Bearer ${used}`;
    },
    async afterRefusal() {
      if (renewed || used === undefined) return undefined;
      renewed = true;
      used = await tokens.renew(kind, fields, used, context.signal);
      return `Bearer ${used}`;
    },
  };
}
