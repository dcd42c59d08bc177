import type { Oidc, OidcOptions } from './oidc.ts';

/** Loads what speaks OpenID Connect when somebody signs in or a token has to be renewed: starting the app does not need it. */
export function createLazyOidc(options: OidcOptions): Oidc {
  let loading: Promise<Oidc> | null = null;
  const load = () => (loading ??= import('./oidc.ts').then(({ createOidc }) => createOidc(options)));
  return {
    authorize: async (...given) => (await load()).authorize(...given),
    refresh: async (...given) => (await load()).refresh(...given),
    revoke: async (...given) => (await load()).revoke(...given),
  };
}
