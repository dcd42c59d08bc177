import { z } from 'zod';
import type { AuthenticationSource } from '../definition/authentication.ts';
import type { EndpointSource, ExternalResourceSource } from '../definition/endpoint.ts';
import { isDeferred } from '../effect-arguments.ts';
import type { Authentication, Endpoint, ExternalResource } from '../effect.ts';
import { parseTemplate, type Template } from '../expression/syntax.ts';
import { fillTemplate } from '../uri-template.ts';
import { checked, evaluated, EffectText, invalid, namesSecret } from './effect-values.ts';
import type { PathSegment, TaskScope } from './task-type.ts';

type Path = readonly PathSegment[];

/** An address with everything in it evaluated and how to sign in there. @throws WorkflowError */
export async function endpointOf(source: EndpointSource, path: Path, scope: TaskScope): Promise<Endpoint> {
  if (typeof source === 'string') return { uri: await uriOf(source, path, scope) };
  const uri = await uriOf(source.uri, [...path, 'uri'], scope);
  const authentication = await authenticationOf(source.authentication, [...path, 'authentication'], scope);
  return authentication === undefined ? { uri } : { uri, authentication };
}

export async function externalResourceOf(
  { name, endpoint }: ExternalResourceSource,
  path: Path,
  scope: TaskScope,
): Promise<ExternalResource> {
  const evaluatedEndpoint = await endpointOf(endpoint, [...path, 'endpoint'], scope);
  return { ...(name === undefined ? {} : { name }), endpoint: evaluatedEndpoint };
}

/** A policy, the one that is named under `use.authentications` included, with its expressions evaluated. */
export async function authenticationOf(
  source: AuthenticationSource | undefined,
  path: Path,
  scope: TaskScope,
): Promise<Authentication | undefined> {
  if (source === undefined) return undefined;
  const { use: name, ...inline } = source;
  const policy = name === undefined ? inline : scope.use.authentications?.[name];
  if (policy === undefined) throw new Error(`use.authentications lacks what loading let pass: ${name}`);
  // Loading held the shape of the policy; evaluating it changes no more than its texts.
  return evaluated(Credentials, policy, path, scope);
}

/** Loading saw to the properties; what their expressions give must be text, or lists and objects of it. */
const CredentialPart: z.ZodType = z.lazy(() =>
  z.union([EffectText, z.array(CredentialPart), z.record(z.string(), CredentialPart)], {
    error: 'must be text',
  }),
);
const Credentials = CredentialPart as z.ZodType<Authentication>;

/**
 * An address: `${ … }` in it is replaced, and its URI template filled in from the input of the task. What an expression gives
 * at its beginning is taken as it is, since it may be a whole address; after that it is one piece of the address and escaped.
 */
async function uriOf(text: string, path: Path, scope: TaskScope): Promise<string> {
  const { parts } = parseTemplate(text);
  const fill = (part: string) => fillTemplate(part, scope.instance.input);
  if (namesSecret(text)) {
    const filled = parts
      .map((part) => (typeof part === 'string' ? fill(part) : `\${ ${part.code}\n}`))
      .join('');
    return checked(EffectText, await scope.effectData(filled), path, scope);
  }
  const pieces = await Promise.all(
    parts.map(async (part, index) =>
      typeof part === 'string' ? fill(part) : pieceOf(part, index === 0, path, scope),
    ),
  );
  const uri = pieces.join('');
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(uri)) {
    throw invalid(`/${path.join('/')} must be an address with its scheme, not ${JSON.stringify(uri)}`, scope);
  }
  return uri;
}

async function pieceOf(
  { code }: Exclude<Template[number], string>,
  begins: boolean,
  path: Path,
  scope: TaskScope,
): Promise<string> {
  const text = checked(EffectText, await scope.expression(code), path, scope);
  return begins ? text : encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

/** An address for people: without what it asks for and without credentials. */
export function shownUri(uri: string): string {
  const value: unknown = uri;
  if (isDeferred(value)) return value.$deferred;
  return uri.replace(/[?#].*$/s, '').replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/@]*@/, '$1');
}
