import type { World } from '../world.ts';

/** What a sentence of a scenario does. A sentence is matched whole. */
export interface Step {
  readonly pattern: RegExp;
  run(
    world: World,
    given: { readonly words: readonly string[]; readonly docString: string },
  ): Promise<void> | void;
}

export function step(pattern: RegExp, run: Step['run']): Step {
  return { pattern: new RegExp(`^${pattern.source}$`, pattern.flags), run };
}
