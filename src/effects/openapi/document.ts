import { parse as parseYaml, YAMLParseError } from 'yaml';
import { isJsonObject } from '../../shared/json-object.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { fault } from '../faults.ts';
import { percentDecoded } from '../percent-encoding.ts';
import { textOf } from '../http/query.ts';

/** An OpenAPI document and where it came from, which its relative addresses refer to. */
export interface OpenapiDocument {
  readonly version: '2' | '3';
  readonly url: URL;
  readonly root: JsonObject;
}

const longestChain = 50;

/** @throws WorkflowError (configuration) for what is neither JSON nor YAML, or no OpenAPI 2.0, 3.0 or 3.1 */
export function readDocument(text: string, url: URL): OpenapiDocument {
  const root = parsed(text);
  if (!isJsonObject(root)) throw fault('configuration', `${url.origin} sent no OpenAPI document`);
  // Written without quotes, YAML makes a number of it.
  const version = textOf(root['swagger'] ?? root['openapi'] ?? '');
  if (/^2(\.0)?$/.test(version)) return { version: '2', url, root };
  if (/^3(\.[01](\.\d+)?)?$/.test(version)) return { version: '3', url, root };
  throw fault('configuration', 'The document is none of OpenAPI 2.0, 3.0 and 3.1');
}

/** What a `$ref` stands for; anything else is itself. @throws WorkflowError (configuration) for one that leads nowhere */
export function resolve(document: OpenapiDocument, value: Json | undefined): Json | undefined {
  let found = value;
  for (let steps = 0; isJsonObject(found) && typeof found['$ref'] === 'string'; steps++) {
    const reference = found['$ref'];
    if (steps === longestChain) throw fault('configuration', `${reference} refers to itself`);
    if (!reference.startsWith('#')) {
      throw fault('configuration', `References to other documents are not supported: ${reference}`);
    }
    found = lookUp(document.root, reference.slice(1));
    if (found === undefined) throw fault('configuration', `${reference} leads nowhere in the document`);
  }
  return found;
}

/** Like `resolve`, for what must be an object; an empty one for anything else. */
export function resolveObject(document: OpenapiDocument, value: Json | undefined): JsonObject {
  const found = resolve(document, value);
  return isJsonObject(found) ? found : {};
}

/** Like `resolve`, for each element of what must be a list. */
export function resolveList(document: OpenapiDocument, value: Json | undefined): JsonObject[] {
  const found = resolve(document, value);
  return Array.isArray(found) ? found.map((item) => resolveObject(document, item)) : [];
}

function lookUp(root: Json, pointer: string): Json | undefined {
  let found: Json | undefined = root;
  for (const segment of pointer.split('/').slice(1)) {
    const key = percentDecoded(segment).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(found)) found = found[Number(key)];
    else found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return parsedYaml(text);
  }
}

function parsedYaml(text: string): Json {
  try {
    return parseYaml(text, { maxAliasCount: 100, logLevel: 'error' }) as Json;
  } catch (error) {
    // Aliases beyond the limit are a ReferenceError there.
    if (!(error instanceof YAMLParseError || error instanceof ReferenceError)) throw error;
    throw fault('configuration', 'The document is neither JSON nor YAML', { cause: error });
  }
}
