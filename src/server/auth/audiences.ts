import { isLoopback, type ServerConfig } from '../config.ts';

/**
 * What a token may be for, to be taken here: the audience that is set up, and this server's own address, which is what the desktop app
 * asks a token for (RFC 8707). The address is the better one of the two: no other server can get such a token.
 * @param url where the node listens
 */
export function audiencesOf(
  { OIDC_AUDIENCE, PUBLIC_URL }: Pick<ServerConfig, 'OIDC_AUDIENCE' | 'PUBLIC_URL'>,
  url: string,
): string[] {
  const { origin, port, hostname, protocol } = new URL(PUBLIC_URL ?? url);
  const names = isLoopback(hostname) || hostname === '[::1]' ? ['127.0.0.1', 'localhost', '[::1]'] : [];
  const origins = new Set([
    origin,
    ...names.map((name) => new URL(`${protocol}//${name}${port === '' ? '' : `:${port}`}`).origin),
  ]);
  return [OIDC_AUDIENCE, ...[...origins].flatMap((each) => [each, `${each}/`])];
}
