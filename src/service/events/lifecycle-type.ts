/**
 * How the types of the language's events about processes themselves begin. Only who names their type gets them: to a listener for
 * every event they would be its own footsteps.
 */
export const lifecyclePrefix = 'io.serverlessworkflow.';

export function isLifecycleType(type: string): boolean {
  return type.startsWith(lifecyclePrefix);
}
