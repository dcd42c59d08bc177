import type { RouterParts } from './handlers/base.ts';
import { createReplicaBase } from './handlers/base.ts';
import { humanTaskHandlers } from './handlers/human-tasks.ts';
import { accountHandlers, serverHandlers } from './handlers/others.ts';
import { discussionHandlers, draftHandlers, fileHandlers } from './handlers/working-together.ts';

export type ReplicaRouter = ReturnType<typeof createReplicaRouter>;

/** The contract of an account, served from what this machine keeps of a server, and by the server where it has to be. */
export function createReplicaRouter(parts: RouterParts) {
  const base = createReplicaBase(parts.log);
  return base.router({
    account: accountHandlers(base, parts),
    humanTasks: humanTaskHandlers(base, parts),
    drafts: draftHandlers(base, parts),
    discussion: discussionHandlers(base, parts),
    files: fileHandlers(base, parts),
    ...serverHandlers(base, parts),
  });
}
