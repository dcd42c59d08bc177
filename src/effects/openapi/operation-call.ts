import type { OpenApiEffect } from '../../engine/effect.ts';
import type { Json } from '../../shared/json.ts';
import { fault } from '../faults.ts';
import { objectOf } from '../http/query.ts';
import { isJsonType, mediaTypeOf } from '../http/media-type.ts';
import type { Call } from '../run-http.ts';
import type { OpenapiDocument } from './document.ts';
import { findOperation } from './operation.ts';
import type { Operation, OperationBody, Parameter } from './operation.ts';
import { serverOf } from './server.ts';
import { writeInForm, writeInHeader, writeInPath, writeInQuery } from './write-parameter.ts';

interface Given {
  readonly parameter: Parameter;
  readonly value: Json;
}

const form = 'application/x-www-form-urlencoded';

/**
 * The HTTP call that an operation with these parameters is. What is no parameter of the operation is its body: the value under
 * the body's name (`body` in OpenAPI 3), or an object of all the rest.
 * @throws WorkflowError: configuration (document), validation (missing or unknown parameters, with their pointer)
 */
export function operationCall(document: OpenapiDocument, effect: OpenApiEffect): Call {
  const operation = findOperation(document, effect.operationId);
  const parameters = objectOf(effect.parameters, 'parameters');
  const given = givenParameters(operation, parameters);
  const rest = withoutNames(parameters, operation.parameters);
  const body = bodyCall(operation, given, rest);
  const server = serverOf(document, operation);
  const at = (place: Parameter['in']) => given.filter(({ parameter }) => parameter.in === place);
  const query = at('query').flatMap(({ parameter, value }) => writeInQuery(parameter, value));
  const cookies = at('cookie').flatMap(({ parameter, value }) => writeInQuery(parameter, value));
  return {
    method: operation.method,
    uri: `${server}${pathOf(operation, at('path'))}${query.length === 0 ? '' : `?${query.join('&')}`}`,
    headers: {
      ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
      ...body.headers,
      ...Object.fromEntries(
        at('header').map(({ parameter, value }) => [parameter.name, writeInHeader(parameter, value)]),
      ),
    },
    query: [],
    body: body.body,
    authentication: effect.authentication,
    output: effect.output,
    redirect: effect.redirect,
  };
}

/** Null is not given. A required one that is not given takes its default. */
function givenParameters({ parameters }: Operation, values: Readonly<Record<string, Json>>): Given[] {
  return parameters.flatMap((parameter) => {
    const own = Object.hasOwn(values, parameter.name) ? values[parameter.name] : undefined;
    const value = own ?? (parameter.required ? parameter.default : undefined);
    if (value !== undefined && value !== null) return [{ parameter, value }];
    if (parameter.required) throw missing(parameter.name, `The ${parameter.in} parameter`);
    return [];
  });
}

function withoutNames(
  values: Readonly<Record<string, Json>>,
  parameters: readonly Parameter[],
): Record<string, Json> {
  const names = new Set(parameters.map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
}

function bodyCall(
  operation: Operation,
  given: readonly Given[],
  rest: Record<string, Json>,
): { readonly headers: Record<string, string>; readonly body: Json | undefined } {
  const fields = given.filter(({ parameter }) => parameter.in === 'form');
  if (operation.body === null) {
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) {
      throw fault('validation', `${pointerTo(unknown)}: the operation has no such parameter`);
    }
    return fields.length === 0 ? { headers: {}, body: undefined } : formCall(fields);
  }
  const { name, required } = operation.body;
  const value = bodyValue(name, rest);
  if (value === undefined && required) throw missing(name, 'The body');
  if (value === undefined) return { headers: {}, body: undefined };
  const type = mediaTypeFor(value, operation.body);
  // A text is JSON here, too: `"text"`, with its quotes.
  const body = isJsonType(mediaTypeOf(type)) ? JSON.stringify(value) : value;
  return { headers: { 'content-type': type }, body };
}

function formCall(fields: readonly Given[]) {
  const pairs = fields.flatMap(({ parameter, value }) => writeInForm(parameter, value));
  const body = new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();
  return { headers: { 'content-type': form }, body };
}

function bodyValue(name: string, rest: Record<string, Json>): Json | undefined {
  const names = Object.keys(rest);
  if (names.length === 0) return undefined;
  const [only] = names;
  return names.length === 1 && (only === name || only === 'body') ? rest[only] : rest;
}

/** JSON where it is offered or nothing is, then a form, then text. @throws WorkflowError (configuration) */
function mediaTypeFor(value: Json, { mediaTypes }: OperationBody): string {
  const json = mediaTypes.find((type) => isJsonType(mediaTypeOf(type)));
  if (json !== undefined) return json;
  if (mediaTypes.length === 0 || mediaTypes.some((type) => type.includes('*'))) return 'application/json';
  if (mediaTypes.includes(form)) return form;
  const [first = ''] = mediaTypes;
  if (typeof value === 'string') return first;
  throw fault('configuration', `A body of ${first} can only be given as text`);
}

function pathOf({ path }: Operation, given: readonly Given[]): string {
  return path.replace(/\{([^{}]+)\}/g, (_written, name: string) => {
    const found = given.find(({ parameter }) => parameter.name === name);
    if (found === undefined)
      throw fault('configuration', `The document does not describe {${name}} in ${path}`);
    const text = writeInPath(found.parameter, found.value);
    // An address with such a segment would be another one: `/pets/..` is `/`.
    if (text === '' || /^(\.|%2e){1,2}$/i.test(text)) {
      throw fault('validation', `${pointerTo(name)}: cannot stand in a path`);
    }
    return text;
  });
}

function missing(name: string, what: string): Error {
  return fault('validation', `${pointerTo(name)}: ${what} ${JSON.stringify(name)} is required`);
}

function pointerTo(name: string): string {
  return `/parameters/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
