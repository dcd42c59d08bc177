import { useMutation } from '@tanstack/react-query';
import type { JsonObject } from '../../../shared/json.ts';
import { api, queryClient } from '../../app/api.ts';
import { intents } from '../../app/intents.ts';

/** Sends what is to be changed with the key of its intent. */
type Send<T extends JsonObject> = (command: T & { idempotencyKey: string }) => Promise<unknown>;

export interface Changing {
  readonly pending: boolean;
  /** Why the last one was not made. */
  readonly error: unknown;
  /** @returns whether it was made */
  make<T extends JsonObject>(subject: string, content: T, send: Send<T>): Promise<boolean>;
}

/** Changes of people; after each of them everything about people is read again. */
export function useChange(): Changing {
  const mutation = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSettled: () => queryClient.invalidateQueries({ queryKey: api.people.key() }),
  });
  return {
    pending: mutation.isPending,
    error: mutation.error,
    make: (subject, content, send) =>
      mutation
        .mutateAsync(() =>
          intents.send(subject, content, (idempotencyKey) => send({ ...content, idempotencyKey })),
        )
        .then(
          () => true,
          () => false,
        ),
  };
}
