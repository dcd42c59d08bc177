import { ORPCError, ValidationError } from '@orpc/server';
import { errorCatalogue, type ErrorCode } from '../shared/error-catalogue.ts';
import { CountersignError, type FieldProblem } from '../shared/errors.ts';
import { errorFields } from './error-fields.ts';
import type { Log } from './log.ts';
import { isUnavailable } from './unavailable.ts';

type ContractError = ORPCError<ErrorCode, CountersignError['details']>;

/**
 * Every failure leaves as an error of the contract's closed list, with what to do next. What is not on the list is a bug: the
 * caller gets INTERNAL, the log gets where it happened.
 */
export function contractError(error: unknown, log: Log): ContractError {
  if (isContractError(error)) return error;
  const known = inTheList(error);
  if (known === null) log.error('A call failed unexpectedly', errorFields(causeOf(error)));
  const { code, message, details } = known ?? new CountersignError('INTERNAL');
  return new ORPCError(code, { status: errorCatalogue[code].status, message, data: details, cause: error });
}

/** For the handlers of every transport: what fails before or after a procedure speaks the same language as the procedures. */
export function mapErrors(log: Log) {
  return async <T>({ next }: { next: () => Promise<T> }): Promise<T> => {
    try {
      return await next();
    } catch (error) {
      throw contractError(error, log);
    }
  };
}

function isContractError(error: unknown): error is ContractError {
  return (
    error instanceof ORPCError &&
    Object.hasOwn(errorCatalogue, String(error.code)) &&
    error.data !== undefined
  );
}

function inTheList(error: unknown): CountersignError | null {
  if (error instanceof CountersignError) return error;
  if (isUnavailable(error)) return new CountersignError('STORE_UNAVAILABLE', { cause: error });
  if (!(error instanceof ORPCError)) return null;
  if (error.code === 'PAYLOAD_TOO_LARGE') return new CountersignError('PAYLOAD_TOO_LARGE', { cause: error });
  if (error.code !== 'BAD_REQUEST') return null;
  return new CountersignError('INVALID_REQUEST', {
    details: { fields: fieldsOf(error.cause) },
    cause: error,
  });
}

/** What the contract's schema had against the input, field by field. */
function fieldsOf(cause: unknown): FieldProblem[] {
  if (!(cause instanceof ValidationError)) return [];
  return cause.issues.map(({ path = [], message }) => ({
    pointer: path.map((step) => `/${String(typeof step === 'object' ? step.key : step)}`).join(''),
    message,
  }));
}

function causeOf(error: unknown): unknown {
  return error instanceof ORPCError ? (error.cause ?? error) : error;
}
