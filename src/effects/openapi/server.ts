import type { Json, JsonObject } from '../../shared/json.ts';
import { fault } from '../faults.ts';
import { textOf } from '../http/query.ts';
import { resolveList, resolveObject } from './document.ts';
import type { OpenapiDocument } from './document.ts';
import type { Operation } from './operation.ts';

/**
 * The address that the paths of an operation stand below, without a slash at its end: the first of the servers nearest to the
 * operation, its variables at their defaults. What the document leaves out is where the document itself is.
 * @throws WorkflowError (configuration) when that is no address
 */
export function serverOf(document: OpenapiDocument, operation: Operation): string {
  const server = document.version === '2' ? server2(document, operation) : server3(document, operation);
  if (!URL.canParse(server, document.url)) {
    throw fault('configuration', `The document names a server that is no URL: ${server}`);
  }
  return new URL(server, document.url).href.replace(/\/$/, '');
}

function server2({ root, url }: OpenapiDocument, { raw }: Operation): string {
  const schemes = raw['schemes'] ?? root['schemes'];
  const offered = Array.isArray(schemes)
    ? schemes.filter((scheme) => scheme === 'https' || scheme === 'http')
    : [];
  const scheme = offered.includes('https') ? 'https' : (offered[0] ?? url.protocol.replace(':', ''));
  const basePath = typeof root['basePath'] === 'string' ? root['basePath'] : '';
  return `${scheme}://${typeof root['host'] === 'string' ? root['host'] : url.host}${basePath}`;
}

function server3(document: OpenapiDocument, { raw, pathItem }: Operation): string {
  const [server] = [raw, pathItem, document.root].flatMap((place) => resolveList(document, place['servers']));
  if (server === undefined || typeof server['url'] !== 'string') return '/';
  const variables = resolveObject(document, server['variables']);
  return server['url'].replace(/\{([^{}]+)\}/g, (written, name: string) => {
    const value = defaultOf(variables, name, document);
    if (value === undefined) throw fault('configuration', `The server variable ${written} has no default`);
    return textOf(value);
  });
}

function defaultOf(variables: JsonObject, name: string, document: OpenapiDocument): Json | undefined {
  return Object.hasOwn(variables, name) ? resolveObject(document, variables[name])['default'] : undefined;
}
