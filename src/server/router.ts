import { accountHandlers } from './handlers/account.ts';
import { createBase } from './handlers/base.ts';
import { discussionHandlers } from './handlers/discussion.ts';
import { draftHandlers } from './handlers/drafts.ts';
import { eventHandlers } from './handlers/events.ts';
import { fileHandlers } from './handlers/files.ts';
import { humanTaskHandlers } from './handlers/human-tasks.ts';
import { peopleHandlers } from './handlers/people.ts';
import { processHandlers } from './handlers/processes.ts';
import { syncHandlers } from './handlers/sync.ts';
import { workflowHandlers } from './handlers/workflows.ts';
import type { ServerParts } from './server-parts.ts';

/** The contract of a team server, served from its database. Its only state is what `parts` holds. */
export function createServerRouter(parts: ServerParts) {
  const base = createBase(parts);
  return base.router({
    account: accountHandlers(base, parts),
    workflows: workflowHandlers(base, parts),
    processes: processHandlers(base, parts),
    humanTasks: humanTaskHandlers(base, parts),
    people: peopleHandlers(base, parts),
    events: eventHandlers(base, parts),
    drafts: draftHandlers(base, parts),
    discussion: discussionHandlers(base, parts),
    files: fileHandlers(base, parts),
    sync: syncHandlers(base, parts),
  });
}
