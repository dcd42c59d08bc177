import { useMutation } from '@tanstack/react-query';
import type { ProcessDetail } from '../../../shared/contract/processes.ts';
import { useOwnUser } from '../../app/account-people.ts';
import { client } from '../../app/api.ts';
import { intents } from '../../app/intents.ts';
import { strings } from '../../strings.ts';
import { announce } from '../../ui/announcer.tsx';

export type Operation =
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'retry' }
  /** Of a process that has failed: it goes on from where it did. */
  | { readonly kind: 'retryFailed' };

export interface Operations {
  /** What this person may do to this process now. */
  readonly may: Readonly<Record<Operation['kind'], boolean>>;
  readonly pending: Operation['kind'] | null;
  /** Why the last one was not done. */
  readonly error: unknown;
  readonly run: (operation: Operation, onDone?: () => void) => void;
}

/** Cancelling, suspending, resuming and trying again, for those who may. */
export function useOperations(process: ProcessDetail): Operations {
  const { mayOperate } = useOwnUser(process.accountId ?? null);
  const mutation = useMutation({
    mutationFn: (operation: Operation) => perform(process.processId, operation),
    onSuccess: (_process, { kind }) => announce(done[kind](process.title)),
  });
  const open = mayOperate && process.completedTs === null && process.cancellation === null;
  return {
    may: {
      cancel: open,
      suspend: open && process.suspendedTs === null,
      resume: open && process.suspendedTs !== null,
      retry: open && process.suspendedTs === null && process.resumeFailure !== null,
      retryFailed: process.failure?.canRetry === true,
    },
    pending: mutation.isPending ? mutation.variables.kind : null,
    error: mutation.error,
    run(operation, onDone) {
      if (!mutation.isPending) mutation.mutate(operation, { onSuccess: () => onDone?.() });
    },
  };
}

const done = {
  cancel: strings.operations.cancelled,
  suspend: strings.operations.suspended,
  resume: strings.operations.resumed,
  retry: strings.operations.retried,
  retryFailed: strings.operations.retried,
} satisfies Record<Operation['kind'], (title: string) => string>;

function perform(processId: string, operation: Operation) {
  return intents.send(processId, { ...operation }, (idempotencyKey) => {
    const target = { processId, idempotencyKey };
    switch (operation.kind) {
      case 'cancel': {
        const reason = operation.reason.trim();
        return client.processes.cancel({ ...target, ...(reason === '' ? {} : { reason }) });
      }
      case 'suspend':
        return client.processes.suspend(target);
      case 'resume':
        return client.processes.resume(target);
      case 'retry':
        return client.processes.retryNow(target);
      case 'retryFailed':
        return client.processes.retryFailed(target);
    }
  });
}
