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
  /** How long one script may run. Starting its sandbox does not count. */
  readonly scriptMs: number;
  /** The memory of one script, its interpreter included: at least 16 MB. */
  readonly scriptMemoryBytes: number;
  /** Each of standard output and standard error of a script or a command, and what a script returns, as JSON. */
  readonly programOutputBytes: number;
  /** How long a command may run where its task has no shorter timeout. */
  readonly shellMs: number;
  /** Between asking a program to end and ending it. */
  readonly killMs: number;
  /** A call to an MCP server, its start included, where the call has no timeout of its own. */
  readonly mcpMs: number;
  /** The results that one A2A stream may give. */
  readonly streamEvents: number;
  /** Without an answer of a mail server. */
  readonly emailMs: number;
  /** The message of a log entry, and its data as JSON, in characters. */
  readonly logCharacters: number;
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
  scriptMs: 30 * second,
  scriptMemoryBytes: 64 * megabyte,
  programOutputBytes: megabyte,
  shellMs: 600 * second,
  killMs: 2 * second,
  mcpMs: 60 * second,
  streamEvents: 10_000,
  emailMs: 30 * second,
  logCharacters: 16 * 1024,
};
