import { z } from 'zod';
import { choice } from './choice.ts';
import { DataText } from './fields.ts';

/** A secret that holds, under the same names, what would otherwise stand here. */
const Secret = z.strictObject({ use: z.string().min(1) });

const UserAndPassword = orSecret(z.strictObject({ username: DataText, password: DataText }));

const Token = z.strictObject({ token: DataText, type: DataText });

const oauth2Fields = {
  authority: DataText.optional(),
  grant: z
    .enum([
      'authorization_code',
      'client_credentials',
      'password',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ])
    .optional(),
  client: z
    .strictObject({
      id: DataText.optional(),
      secret: DataText.optional(),
      assertion: DataText.optional(),
      authentication: z
        .enum(['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'none'])
        .optional(),
    })
    .optional(),
  request: z
    .strictObject({ encoding: z.enum(['application/x-www-form-urlencoded', 'application/json']).optional() })
    .optional(),
  issuers: z.array(DataText).optional(),
  scopes: z.array(DataText).optional(),
  audiences: z.array(DataText).optional(),
  username: DataText.optional(),
  password: DataText.optional(),
  subject: Token.optional(),
  actor: Token.optional(),
};

const Endpoints = z.strictObject({
  token: DataText.optional(),
  revocation: DataText.optional(),
  introspection: DataText.optional(),
});

const OAuth2 = orSecret(z.strictObject({ ...oauth2Fields, endpoints: Endpoints.optional() }));
const Oidc = orSecret(z.strictObject(oauth2Fields));

const schemes = {
  basic: UserAndPassword.optional(),
  bearer: orSecret(z.strictObject({ token: DataText })).optional(),
  digest: UserAndPassword.optional(),
  oauth2: OAuth2.optional(),
  oidc: Oidc.optional(),
};

/** How to sign in somewhere: one scheme with its credentials. Each text in it may be one expression. */
export const AuthenticationPolicy = z
  .strictObject(schemes)
  .refine((policy) => Object.keys(policy).length === 1, {
    error: 'Must have exactly one of basic, bearer, digest, oauth2 and oidc.',
  })
  .meta({ minProperties: 1, maxProperties: 1 });
export type AuthenticationPolicy = z.infer<typeof AuthenticationPolicy>;

/** A policy written where it is used, or `use`: the name of one in `use.authentications`. */
export const AuthenticationSource = z
  .strictObject({ use: z.string().min(1).optional(), ...schemes })
  .refine((source) => Object.keys(source).length === 1, {
    error: 'Must have exactly one of use, basic, bearer, digest, oauth2 and oidc.',
  })
  .meta({ id: 'authentication', minProperties: 1, maxProperties: 1 });
export type AuthenticationSource = z.infer<typeof AuthenticationSource>;

function orSecret<Properties extends z.ZodType>(
  properties: Properties,
): z.ZodType<z.infer<Properties> | z.infer<typeof Secret>> {
  return choice<Properties | typeof Secret>([properties, Secret], (value) =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, 'use') ? Secret : properties,
  );
}
