import type { GenericObjectType, RJSFSchema, RJSFValidationError, ValidatorType } from '@rjsf/utils';
import { toErrorSchema } from '@rjsf/utils';
import type { FieldProblem } from '../../shared/errors.ts';
import { fits, problemsOf } from './schema-checker.ts';

/**
 * rjsf's validator without compiled code, which the window's policy forbids. rjsf asks it which branch of a condition or which
 * alternative the data is in; what it finds wrong is for feedback only.
 */
export const formValidator: ValidatorType<unknown, RJSFSchema, GenericObjectType> = {
  isValid: (schema, data, root) => fits(schema, data, root),
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the interface has it
  rawValidation: <Result>(schema: RJSFSchema, data: unknown) => ({
    errors: problemsOf(schema, data) as Result[],
  }),
  validateFormData(data, schema, _customValidate, transformErrors, uiSchema) {
    const found = problemsOf(schema, data).map(asRjsfError);
    const errors = transformErrors === undefined ? found : transformErrors(found, uiSchema);
    return { errors, errorSchema: toErrorSchema(errors) };
  },
};

/** rjsf names places as `.address.city` and `.items.0`. */
function asRjsfError({ pointer, message }: FieldProblem): RJSFValidationError {
  const property = segmentsOf(pointer)
    .map((segment) => `.${/^[\w-]+$/.test(segment) ? segment : `['${segment}']`}`)
    .join('')
    .replaceAll(".['", "['");
  return { property, message, stack: `${property} ${message}`.trim() };
}

/** The names on the way to a place. */
export function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
