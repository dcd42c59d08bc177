import { implement } from '@orpc/server';
import { accountContract } from '../../shared/contract/contract.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import { mayOperate } from '../../shared/permissions.ts';
import type { LocalAccountParts } from '../account-parts.ts';
import { callerOf, type CallContext } from '../caller.ts';
import { mapErrors } from '../../service/contract-error.ts';

export type Base = ReturnType<typeof createBase>;

/** What every handler begins with: the contract, errors of its closed list, and as whom the caller acts. */
export function createBase(parts: LocalAccountParts) {
  return implement(accountContract)
    .$context<CallContext>()
    .use(({ next, context }) =>
      mapErrors(parts.log)({
        next: async () => next({ context: callerOf(parts.db, parts.actor.userId, context) }),
      }),
    );
}

/** @throws CountersignError FORBIDDEN */
export function mustOperate({ actor }: { readonly actor: Actor }): void {
  if (!mayOperate(actor)) throw new CountersignError('FORBIDDEN');
}

/** @throws CountersignError FORBIDDEN */
export function mustAdminister({ actor }: { readonly actor: Actor }): void {
  if (!isAdministrator(actor)) throw new CountersignError('FORBIDDEN');
}
