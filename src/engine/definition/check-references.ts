import type { CheckScope, PathSegment } from '../tasks/task-type.ts';
import type { AuthenticationPolicy, AuthenticationSource } from './authentication.ts';
import type { EndpointSource, ExternalResourceSource } from './endpoint.ts';

type Path = readonly PathSegment[];
type Problem = Pick<CheckScope, 'use' | 'problem'>;

/** Sees to it that what an authentication refers to is under `use`. */
export function checkAuthentication(
  source: AuthenticationSource | undefined,
  path: Path,
  scope: Problem,
): void {
  if (source === undefined) return;
  const { use: name, ...policy } = source;
  if (name !== undefined && !Object.hasOwn(scope.use.authentications ?? {}, name)) {
    scope.problem([...path, 'use'], `There is no authentication "${name}" under use.authentications.`);
  }
  checkPolicy(policy, path, scope);
}

/** Sees to it that the secret that a policy names is under `use.secrets`. */
export function checkPolicy(policy: AuthenticationPolicy, path: Path, scope: Problem): void {
  for (const [scheme, properties] of Object.entries(policy)) {
    if (properties === undefined || !('use' in properties)) continue;
    if (scope.use.secrets?.includes(properties.use) === true) continue;
    scope.problem([...path, scheme, 'use'], `There is no secret "${properties.use}" under use.secrets.`);
  }
}

export function checkEndpoint(endpoint: EndpointSource, path: Path, scope: Problem): void {
  if (typeof endpoint === 'string') return;
  checkAuthentication(endpoint.authentication, [...path, 'authentication'], scope);
}

export function checkExternalResource(resource: ExternalResourceSource, path: Path, scope: Problem): void {
  checkEndpoint(resource.endpoint, [...path, 'endpoint'], scope);
}
