import { useMutation } from '@tanstack/react-query';
import { api, queryClient } from '../../app/api.ts';

export interface Changing {
  readonly pending: boolean;
  /** Why the last one was not made. */
  readonly error: unknown;
  /** @returns whether it was made */
  make(work: () => Promise<unknown>): Promise<boolean>;
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
    make: (work) =>
      mutation.mutateAsync(work).then(
        () => true,
        () => false,
      ),
  };
}
