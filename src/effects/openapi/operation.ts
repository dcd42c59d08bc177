import { z } from 'zod';
import { isJsonObject } from '../../shared/json-object.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { fault } from '../faults.ts';
import { resolve, resolveList, resolveObject } from './document.ts';
import type { OpenapiDocument } from './document.ts';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** An operation as it is called, whichever version of OpenAPI describes it. */
export interface Operation {
  readonly method: string;
  /** Below the server, with `{name}` for path parameters. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Null: it takes none. */
  readonly body: OperationBody | null;
  readonly raw: JsonObject;
  readonly pathItem: JsonObject;
}

export type Style =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'tabDelimited'
  | 'pipeDelimited'
  | 'deepObject'
  | 'json';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'form';
  readonly required: boolean;
  readonly style: Style;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  /** Sent for a required parameter that is not given. */
  readonly default: Json | undefined;
}

export interface OperationBody {
  /** The name under which its value may be given as a whole. */
  readonly name: string;
  readonly required: boolean;
  readonly mediaTypes: readonly string[];
}

const RawParameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header', 'cookie', 'formData']),
  required: z.boolean().optional().catch(false),
  style: z
    .enum(['simple', 'label', 'matrix', 'form', 'spaceDelimited', 'pipeDelimited', 'deepObject'])
    .optional()
    .catch(undefined),
  explode: z.boolean().optional(),
  allowReserved: z.boolean().optional(),
  collectionFormat: z.enum(['csv', 'ssv', 'tsv', 'pipes', 'multi']).optional(),
  content: z.unknown().optional(),
});
type RawParameter = z.infer<typeof RawParameter>;

/** @throws WorkflowError (configuration) when the document has no such operation, or describes it in an unknown way */
export function findOperation(document: OpenapiDocument, operationId: string): Operation {
  const paths = resolveObject(document, document.root['paths']);
  for (const [path, item] of Object.entries(paths)) {
    if (!path.startsWith('/')) continue;
    const pathItem = resolveObject(document, item);
    for (const method of methods) {
      const raw = resolve(document, pathItem[method]);
      if (isJsonObject(raw) && raw['operationId'] === operationId) {
        return operation(document, { method: method.toUpperCase(), path, raw, pathItem });
      }
    }
  }
  throw fault('configuration', `The document has no operation ${JSON.stringify(operationId)}`);
}

function operation(
  document: OpenapiDocument,
  place: Pick<Operation, 'method' | 'path' | 'raw' | 'pathItem'>,
): Operation {
  const own = resolveList(document, place.raw['parameters']);
  const shared = resolveList(document, place.pathItem['parameters']).filter(
    (parameter) => !own.some(({ name, in: at }) => name === parameter['name'] && at === parameter['in']),
  );
  const all = [...shared, ...own];
  const bodyParameter = all.find((parameter) => parameter['in'] === 'body');
  return {
    ...place,
    parameters: all
      .filter((parameter) => parameter !== bodyParameter)
      .map((parameter) => parameterOf(document, parameter)),
    body:
      document.version === '2' ? bodyOf2(document, place.raw, bodyParameter) : bodyOf3(document, place.raw),
  };
}

function parameterOf(document: OpenapiDocument, raw: JsonObject): Parameter {
  const parsed = RawParameter.safeParse(raw);
  if (!parsed.success) {
    throw fault(
      'configuration',
      `The document describes a parameter in an unknown way: ${JSON.stringify(raw['name'])}`,
    );
  }
  const { name, in: place } = parsed.data;
  const at = place === 'formData' ? 'form' : place;
  const schema = resolveObject(document, raw['schema']);
  return {
    name,
    in: at,
    required: parsed.data.required === true || at === 'path',
    ...(document.version === '2' ? writing2(parsed.data) : writing3(parsed.data)),
    allowReserved: parsed.data.allowReserved === true,
    default: raw['default'] ?? schema['default'],
  };
}

function writing2({ in: at, collectionFormat }: RawParameter): { style: Style; explode: boolean } {
  const plain: Style = at === 'path' || at === 'header' ? 'simple' : 'form';
  const styles = {
    csv: plain,
    ssv: 'spaceDelimited',
    tsv: 'tabDelimited',
    pipes: 'pipeDelimited',
    multi: plain,
  } as const;
  return { style: styles[collectionFormat ?? 'csv'], explode: collectionFormat === 'multi' };
}

function writing3({ in: at, style, explode, content }: RawParameter): { style: Style; explode: boolean } {
  if (content !== undefined) return { style: 'json', explode: false };
  const chosen = style ?? (at === 'path' || at === 'header' ? 'simple' : 'form');
  return { style: chosen, explode: explode ?? chosen === 'form' };
}

function bodyOf2(
  document: OpenapiDocument,
  raw: JsonObject,
  parameter: JsonObject | undefined,
): OperationBody | null {
  if (parameter === undefined) return null;
  return {
    name: typeof parameter['name'] === 'string' ? parameter['name'] : 'body',
    required: parameter['required'] === true,
    mediaTypes: textsOf(raw['consumes'] ?? document.root['consumes']),
  };
}

function bodyOf3(document: OpenapiDocument, raw: JsonObject): OperationBody | null {
  const body = resolve(document, raw['requestBody']);
  if (!isJsonObject(body)) return null;
  return {
    name: 'body',
    required: body['required'] === true,
    mediaTypes: Object.keys(resolveObject(document, body['content'])),
  };
}

function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
