import { implement } from '@orpc/server';
import { accountContract } from '../../shared/contract/contract.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/settle.ts';
import type { Source } from '../../shared/human-task/status.ts';
import { mayOperate } from '../../shared/permissions.ts';
import type { LocalAccountParts } from '../account-parts.ts';
import { mapErrors } from '../contract-error.ts';

/** Who calls, and through what. Comes from the transport that authenticated the caller, never from a payload. */
export interface CallContext {
  readonly actor: Actor;
  readonly source: Source;
}

export type Base = ReturnType<typeof createBase>;

/** What every handler begins with: the contract, and errors of its closed list. */
export function createBase(parts: LocalAccountParts) {
  return implement(accountContract)
    .$context<CallContext>()
    .use(({ next }) => mapErrors(parts.log)({ next: async () => next() }));
}

/** @throws CountersignError FORBIDDEN */
export function mustOperate({ actor }: CallContext): void {
  if (!mayOperate(actor)) throw new CountersignError('FORBIDDEN');
}
