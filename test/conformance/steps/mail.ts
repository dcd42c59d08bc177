import type { MailServer } from '../stubs/mail-server.ts';
import type { World } from '../world.ts';

/** The mail server of a scenario that has one. */
export const mailServers = new WeakMap<World, MailServer>();
