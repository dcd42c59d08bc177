/** One way to a server. */
export type Route = { readonly kind: 'direct' } | { readonly kind: 'proxy'; readonly uri: string };

const schemes: Readonly<Record<string, string>> = { PROXY: 'http', HTTP: 'http', HTTPS: 'https' };

/**
 * What the system says of the way to an address, in the words of PAC files: `PROXY proxy.example:8080; DIRECT`.
 * @returns the ways that can be gone, the best first; none where there are only others, such as SOCKS
 */
export function routesIn(rules: string): Route[] {
  return rules.split(';').flatMap((rule): Route[] => {
    const [kind = '', host = ''] = rule.trim().split(/\s+/);
    if (kind.toUpperCase() === 'DIRECT') return [{ kind: 'direct' }];
    const scheme = schemes[kind.toUpperCase()];
    const uri = `${scheme}://${host}`;
    return scheme === undefined || !URL.canParse(uri) ? [] : [{ kind: 'proxy', uri }];
  });
}
