import { useMutation } from '@tanstack/react-query';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { useAccount } from '../../app/accounts.ts';
import { isReachable } from '../../app/account-words.ts';
import { client, queryClient, api } from '../../app/api.ts';
import { draftKeeper } from '../../app/kept-drafts.ts';
import { intents } from '../../app/intents.ts';
import { strings } from '../../strings.ts';
import { announce } from '../../ui/announcer.tsx';

export type Addressee =
  | { readonly kind: 'user'; readonly id: string; readonly name: string }
  | { readonly kind: 'role'; readonly id: string; readonly name: string };

export type AssignmentAction =
  | { readonly kind: 'claim' }
  | { readonly kind: 'release' }
  | { readonly kind: 'assignToMe' }
  | { readonly kind: 'reassign'; readonly to: Addressee; readonly reason: string };

export interface AssignmentState {
  /** What this person may do about whose task it is. */
  readonly may: Readonly<Record<AssignmentAction['kind'], boolean>>;
  /** Of which account the task is; null: of this computer. */
  readonly accountId: string | null;
  /** The name of its account while that cannot be reached: who is asked is changed on the server alone. */
  readonly unreachable: string | null;
  readonly pending: AssignmentAction['kind'] | null;
  /** Why the last one was not done. */
  readonly error: unknown;
  readonly run: (action: AssignmentAction, onDone?: () => void) => void;
}

/** Claiming, releasing, taking and giving away one task. @param onMoved the caller's assignment is another one now */
export function useAssignment(task: HumanTask, onMoved: (taskAsstId: string) => void): AssignmentState {
  const accountId = task.sync?.accountId ?? null;
  const account = useAccount(accountId ?? undefined);
  const mutation = useMutation({
    mutationFn: (action: AssignmentAction) =>
      intents.send(`assignment ${task.taskAsstId}`, action, (key) => perform(task, action, key)),
    onSuccess: async (taskAsstId, action) => {
      announce(said(task, action));
      await queryClient.invalidateQueries({ queryKey: api.humanTasks.key() });
      if (taskAsstId !== task.taskAsstId) onMoved(taskAsstId);
    },
  });
  return {
    may: {
      claim: task.canClaim,
      release: task.canRelease,
      assignToMe: task.canAssignToMe,
      reassign: task.canReassign,
    },
    accountId,
    unreachable: account === undefined || isReachable(account) ? null : account.name,
    pending: mutation.isPending ? mutation.variables.kind : null,
    error: mutation.error,
    run(action, onDone) {
      if (!mutation.isPending) mutation.mutate(action, { onSuccess: () => onDone?.() });
    },
  };
}

/** @returns the assignment to look at from now on */
async function perform(task: HumanTask, action: AssignmentAction, idempotencyKey: string): Promise<string> {
  const { taskAsstId, taskId } = task;
  switch (action.kind) {
    case 'claim':
      await client.humanTasks.claim({ taskAsstId, idempotencyKey });
      return taskAsstId;
    case 'release':
      await client.humanTasks.release({ taskAsstId, idempotencyKey });
      return taskAsstId;
    case 'assignToMe':
      await draftKeeper.flush(taskAsstId);
      return (await client.humanTasks.assignToMe({ taskId, idempotencyKey })).taskAsstId;
    case 'reassign': {
      await draftKeeper.flush(taskAsstId);
      const reason = action.reason.trim();
      await client.humanTasks.reassign({
        taskAsstId,
        to: action.to.kind === 'user' ? { userId: action.to.id } : { roleId: action.to.id },
        ...(reason === '' ? {} : { reason }),
        idempotencyKey,
      });
      return taskAsstId;
    }
  }
}

function said({ title }: HumanTask, action: AssignmentAction): string {
  const words = strings.assignment;
  switch (action.kind) {
    case 'claim':
      return words.claimed(title);
    case 'release':
      return words.released(title);
    case 'assignToMe':
      return words.assignedToMe(title);
    case 'reassign':
      return words.reassigned(action.to.name, title);
  }
}
