import { isLoopback, type ServerConfig } from '../config.ts';

/**
 * What a token may be for, to be taken here: the audience that is set up, and this server's own address, which is what the desktop app
 * asks a token for (RFC 8707). The address is the better one of the two: no other server can get such a token. With the identity
 * provider for development, which lets anybody in, every address of this computer is one: tests and demonstrations put relays between.
 * @param url where the node listens
 */
export function audienceCheck(
  config: Pick<ServerConfig, 'OIDC_AUDIENCE' | 'OIDC_ISSUER' | 'PUBLIC_URL'>,
  url: () => string,
): (audience: string) => boolean {
  const isOwn = (audience: string): boolean => {
    if (!URL.canParse(audience)) return false;
    const [given, own] = [new URL(audience), new URL(config.PUBLIC_URL ?? url())];
    // An address, not a page of one.
    if (audience.replace(/\/$/, '') !== given.origin) return false;
    if (given.origin === own.origin) return true;
    if (given.protocol !== 'http:' || !isLoopbackUrl(given) || !isLoopbackUrl(own)) return false;
    return given.port === own.port || config.OIDC_ISSUER === undefined;
  };
  return (audience) => audience === config.OIDC_AUDIENCE || isOwn(audience);
}

function isLoopbackUrl({ hostname }: URL): boolean {
  return isLoopback(hostname.replace(/^\[|\]$/g, ''));
}
