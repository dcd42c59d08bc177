import type { FastifyBaseLogger } from 'fastify';
import type { Log } from '../service/log.ts';

/** The log of a node: the lines of JSON that its HTTP server writes too. */
export function createServerLog(lines: FastifyBaseLogger): Log {
  return {
    info: (message, fields = {}) => lines.info(fields, message),
    warn: (message, fields = {}) => lines.warn(fields, message),
    error: (message, fields = {}) => lines.error(fields, message),
  };
}
