/** Sends what would go to addresses that begin with `from` to those that begin with `to`, e.g. to a stub. */
export interface UrlRewrite {
  readonly from: string;
  readonly to: string;
}

/** The address to call in place of `url`: the first rewrite whose `from` it begins with decides. */
export function rewriteUrl(url: URL, rewrites: readonly UrlRewrite[]): URL {
  const rewrite = rewrites.find(({ from }) => beginsWith(url, from));
  return rewrite === undefined ? url : new URL(rewrite.to + url.href.slice(normal(rewrite.from).length));
}

/** At a border: `https://a.example` is no beginning of `https://a.example.com`, nor `…/v1` of `…/v10`. */
function beginsWith(url: URL, from: string): boolean {
  const prefix = normal(from);
  return (
    url.href.startsWith(prefix) &&
    (/[/?#=&]$/.test(prefix) || /^([/?#]|$)/.test(url.href.slice(prefix.length)))
  );
}

/** As URLs are written once parsed: lower-case host, no default port. A path-less prefix stays without its slash. */
function normal(from: string): string {
  if (!URL.canParse(from)) return from;
  const { href } = new URL(from);
  return from.endsWith('/') ? href : href.replace(/\/$/, '');
}
