import { WorkflowError } from '../../engine/errors.ts';
import { fault } from '../faults.ts';

/** What the codes of Node and undici mean to people. Only the host is named: the rest of an address may hold secrets. */
const meanings: ReadonlyArray<{
  readonly codes: RegExp;
  readonly kind: 'communication' | 'timeout';
  readonly status?: number;
  readonly detail: (url: URL, code: string) => string;
}> = [
  {
    codes: /^(ENOTFOUND|EAI_\w+)$/,
    kind: 'communication',
    status: 503,
    detail: (url, code) => `The name ${url.hostname} cannot be resolved (${code})`,
  },
  {
    codes: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM|ENOENT)$/,
    kind: 'communication',
    status: 503,
    detail: (url, code) => `${url.host} accepts no connection (${code})`,
  },
  {
    codes: /^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/,
    kind: 'timeout',
    detail: (url) => `${url.host} did not accept a connection in time`,
  },
  {
    codes: /^UND_ERR_HEADERS_TIMEOUT$/,
    kind: 'timeout',
    detail: (url) => `${url.host} did not respond in time`,
  },
  {
    codes: /^UND_ERR_BODY_TIMEOUT$/,
    kind: 'timeout',
    detail: (url) => `${url.host} stopped in the middle of its response`,
  },
  {
    codes: /CERT|TLS|SSL|^EPROTO$|SIGNATURE/,
    kind: 'communication',
    status: 502,
    detail: (url, code) => `No secure connection (TLS) to ${url.host}: ${code}`,
  },
  {
    codes: /^UND_ERR_HEADERS_OVERFLOW$/,
    kind: 'communication',
    status: 502,
    detail: (url) => `The headers of the response of ${url.host} are too large`,
  },
  {
    codes: /^(Z_|ERR_BROTLI|ERR__ERROR|ERR_PADDING)/,
    kind: 'communication',
    status: 502,
    detail: (url) => `The response of ${url.host} cannot be decompressed`,
  },
  {
    codes: /^HPE_/,
    kind: 'communication',
    status: 502,
    detail: (url, code) => `What ${url.host} sent is not HTTP (${code})`,
  },
  {
    codes: /^(ECONNRESET|EPIPE|UND_ERR_\w+|ERR_STREAM_PREMATURE_CLOSE|ECONNABORTED)$/,
    kind: 'communication',
    status: 502,
    detail: (url, code) => `The connection to ${url.host} was cut (${code})`,
  },
];

/** What stopped a request, as an error of the language. `limitMs`: it was the limit for the whole of it. */
export function networkFault(error: unknown, url: URL, limitMs: number | undefined): unknown {
  if (error instanceof WorkflowError) return error;
  if (limitMs !== undefined) {
    return fault('timeout', `The request to ${url.host} took longer than ${limitMs} ms`, { cause: error });
  }
  if (error instanceof Error && error.name === 'AbortError') return endedEarly(error, url);
  const code = codeOf(error);
  const meaning = meanings.find(({ codes }) => code !== undefined && codes.test(code));
  if (code === undefined || meaning === undefined) return error;
  const status = meaning.status === undefined ? {} : { status: meaning.status };
  return fault(meaning.kind, meaning.detail(url, code), { ...status, cause: error });
}

/** The caller ended the request, by whatever reason its signal gave. */
export function endedEarly(error: unknown, url: URL): WorkflowError {
  return fault('communication', `The request to ${url.host} was ended early`, { status: 499, cause: error });
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // The parser's error carries its code only where the parser gave one.
  if (error.name === 'HTTPParserError') return 'HPE_INVALID';
  return codeOf(error.cause);
}
