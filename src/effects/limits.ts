/** What an effect may take at most. Times in milliseconds, sizes in bytes after decompression. */
export interface EffectLimits {
  /** Until a connection stands, TLS included. */
  readonly connectMs: number;
  /** From the request to the headers of its response. */
  readonly headersMs: number;
  /** Between two pieces of a response. */
  readonly bodyMs: number;
  /** One request altogether, redirects included: a server that sends a byte now and then ends here. */
  readonly requestMs: number;
  /** All headers of one response. */
  readonly headerBytes: number;
  readonly responseBytes: number;
  /** An OpenAPI document, a discovery document, a script, an agent card. */
  readonly documentBytes: number;
  /** Redirects that are followed one after another. */
  readonly redirects: number;
}

const second = 1_000;
const megabyte = 1024 * 1024;

export const defaultLimits: EffectLimits = {
  connectMs: 10 * second,
  headersMs: 60 * second,
  bodyMs: 30 * second,
  requestMs: 300 * second,
  headerBytes: 64 * 1024,
  responseBytes: 8 * megabyte,
  documentBytes: 8 * megabyte,
  redirects: 10,
};
