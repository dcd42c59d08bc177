import { implement } from '@orpc/server';
import { mapErrors } from '../../../src/service/contract-error.ts';
import { silentLog } from '../../../src/service/log.ts';
import { accountContract } from '../../../src/shared/contract/contract.ts';
import type { Role, User } from '../../../src/shared/contract/people.ts';
import type { ProcessDetail } from '../../../src/shared/contract/processes.ts';
import { CountersignError } from '../../../src/shared/errors.ts';
import type { Document } from '../sync/documents.ts';

/** What a team server is asked each time, and what it says then. */
export class TeamCalls {
  users: User[] = [];
  roles: Role[] = [];
  process: ProcessDetail | null = null;
  /** The assignment that whoever takes a task gets; the feed does not tell of it. */
  taken: Document | null = null;
  /** How often it was asked who is there. */
  askedForUsers = 0;
  readonly reassigned: { taskAsstId: string; to: object }[] = [];

  router() {
    const { people, processes, humanTasks } = implement(accountContract).use(({ next }) =>
      mapErrors(silentLog)({ next: async () => next() }),
    );
    return {
      people: {
        users: {
          list: people.users.list.handler(() => {
            this.askedForUsers += 1;
            return { users: this.users };
          }),
        },
        roles: { list: people.roles.list.handler(() => ({ roles: this.roles })) },
      },
      processes: { get: processes.get.handler(() => known(this.process)) },
      humanTasks: {
        get: humanTasks.get.handler(() => known(this.taken)),
        reassign: humanTasks.reassign.handler(({ input: { taskAsstId, to } }) => {
          this.reassigned.push({ taskAsstId, to });
          return { taskId: taskAsstId, processId: taskAsstId, assignments: [] };
        }),
        assignToMe: humanTasks.assignToMe.handler(() => {
          const { taskAsstId, taskId, processId } = known(this.taken);
          return { taskAsstId, taskId, processId, assignments: [] };
        }),
      },
    };
  }
}

/** The calls of these are not the scripted server's. */
export const teamCallPaths = /^\/rpc\/(people|processes|humanTasks\/(get|reassign|assignToMe)$)/;

function known<T>(value: T | null): T {
  if (value === null) throw new CountersignError('NOT_FOUND');
  return value;
}
