import type { Instant } from '../shared/clock.ts';
import type { Actor } from '../shared/human-task/actor.ts';
import { Source } from '../shared/human-task/status.ts';

/** Who calls, from the verified token alone: nothing of it ever comes from a payload. */
export interface ServerCaller {
  readonly hostId: string;
  readonly actor: Actor;
  /** Those of the actor that the token itself says; the others are kept of the user, and may be taken away at any time. */
  readonly tokenPermissions: ReadonlySet<string>;
  readonly userName: string;
  readonly source: Source;
  /** What the token was given for: `workflow.read`, `workflow.write`, `workflow.task.override`. */
  readonly scopes: ReadonlySet<string>;
  /** When the user signed in to get the token; null: nobody says. */
  readonly signedInAt: Instant | null;
  /** Whether the call proves that it has the private half of this key, as that device. */
  readonly holdsKey: (deviceId: string, publicKey: string) => boolean;
  /** The registered device of the call, which has proved itself; null: a program without one. */
  readonly deviceId: string | null;
  /** Of the request, for logs and problem details. */
  readonly requestId: string;
}

/** The caller as the token has it: for what is read again and again, with what is kept of the user at that time. */
export function byToken({ actor, tokenPermissions }: ServerCaller): Actor {
  return { ...actor, permissions: tokenPermissions };
}

const Claimed = Source.extract(['window', 'notification', 'cli']);

/** Through what somebody says that they decided; whoever does not say called the interface. */
export function sourceOf(said: unknown): Source {
  return Claimed.safeParse(said).data ?? 'api';
}
