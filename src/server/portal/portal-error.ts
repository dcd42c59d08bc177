import { z } from 'zod';
import { contractError } from '../../service/contract-error.ts';
import type { Log } from '../../service/log.ts';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import { ErrorDetails } from '../../shared/errors.ts';

/** light-portal's error; `message` is the name of the case, `description` is for people. */
export const PortalError = z.object({
  statusCode: z.int(),
  code: z.string(),
  message: z.string(),
  description: z.string(),
  severity: z.literal('ERROR'),
  /** What came along: fields, who decided, who holds the claim. */
  metadata: ErrorDetails.optional(),
});
export type PortalError = z.infer<typeof PortalError>;

const validationFailed = 'ERR11004';
const handlerFailed = 'ERR11200';
const runtimeFailed = 'ERR10010';

/** Those that light-portal has names of its own for. */
const named: Partial<Record<ErrorCode, { readonly code: string; readonly message: string }>> = {
  INVALID_REQUEST: { code: validationFailed, message: 'VALIDATOR_SCHEMA' },
  PAYLOAD_TOO_LARGE: { code: validationFailed, message: 'VALIDATOR_SCHEMA' },
  UNAUTHORIZED: { code: 'ERR10000', message: 'INVALID_AUTH_TOKEN' },
  DEVICE_REVOKED: { code: 'ERR10000', message: 'INVALID_AUTH_TOKEN' },
  TOKEN_EXPIRED: { code: 'ERR10001', message: 'AUTH_TOKEN_EXPIRED' },
  SCOPE_MISSING: { code: 'ERR10005', message: 'AUTH_TOKEN_SCOPE_MISMATCH' },
  NOT_FOUND: { code: 'ERR11637', message: 'OBJECT_NOT_FOUND' },
  ASSIGNMENT_NOT_FOUND: { code: 'ERR11637', message: 'OBJECT_NOT_FOUND' },
  TASK_NOT_FOUND: { code: 'ERR11637', message: 'OBJECT_NOT_FOUND' },
};

const missingToken = { code: 'ERR10002', message: 'MISSING_AUTH_TOKEN' };

/** @param hasToken whether the call came with one: light-portal tells a missing token from a wrong one */
export function portalError(error: unknown, hasToken: boolean, log: Log): PortalError {
  if (error instanceof z.ZodError) return schemaError(error);
  const { code, status, message, data } = contractError(error, log);
  const isMissing = code === 'UNAUTHORIZED' && !hasToken;
  const other = { code: status >= 500 ? runtimeFailed : handlerFailed, message: code };
  const { next, ...metadata } = data;
  return {
    // What a handler refuses is 400 there, but for the conflicts that seed 004 wants to be 409.
    statusCode: status === 422 ? 400 : status,
    ...(isMissing ? missingToken : (named[code] ?? other)),
    description: [`${message}.`, next, ...fieldsOf(metadata)].filter(Boolean).join(' '),
    severity: 'ERROR',
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
}

function schemaError({ issues }: z.ZodError): PortalError {
  const fields = issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, message }));
  return {
    statusCode: 400,
    code: validationFailed,
    message: 'VALIDATOR_SCHEMA',
    description: ['The request is not valid.', ...fieldsOf({ fields })].join(' '),
    severity: 'ERROR',
    metadata: { fields },
  };
}

function fieldsOf({ fields = [] }: Pick<ErrorDetails, 'fields'>): string[] {
  return fields.map(({ pointer, message }) => `${pointer}: ${message}`);
}
