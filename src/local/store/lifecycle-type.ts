/**
 * The events of the language about processes themselves. Only who names their type gets them: to a listener for every event they
 * would be its own footsteps.
 */
export const isLifecycle = `type >= 'io.serverlessworkflow.' AND type < 'io.serverlessworkflow/'`;

export function isLifecycleType(type: string): boolean {
  return type.startsWith('io.serverlessworkflow.');
}
