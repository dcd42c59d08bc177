import type { Mover } from '../../service/human-tasks/transition.ts';
import type { Instant } from '../../shared/clock.ts';
import type { ServerCaller } from '../caller.ts';

/** By whom and when something is done to assignments. */
export function mover(
  { actor, source, deviceId }: Pick<ServerCaller, 'actor' | 'source' | 'deviceId'>,
  at: Instant,
  note: string | null = null,
): Mover {
  return { at, actor: actor.userId, actingAs: null, source, deviceId, note };
}
