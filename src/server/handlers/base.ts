import { implement } from '@orpc/server';
import { mapErrors } from '../../service/contract-error.ts';
import { serverContract } from '../../shared/contract/contract.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import { mayOperate } from '../../shared/permissions.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';

export type Base = ReturnType<typeof createBase>;

/** What every handler begins with: the contract, errors of its closed list, and the scope that the token must have. */
export function createBase({ log }: Pick<ServerParts, 'log'>) {
  return implement(serverContract)
    .$context<ServerCaller>()
    .use(({ next, context, procedure }) =>
      mapErrors(log)({
        next: async () => {
          mustHaveScope(
            context,
            procedure['~orpc'].route.method === 'GET' ? 'workflow.read' : 'workflow.write',
          );
          return next();
        },
      }),
    );
}

/**
 * What only reads is what the contract serves by GET, whichever way it is called.
 * @throws CountersignError SCOPE_MISSING
 */
export function mustHaveScope(
  { scopes }: Pick<ServerCaller, 'scopes'>,
  needed: 'workflow.read' | 'workflow.write',
): void {
  if (scopes.has(needed)) return;
  throw new CountersignError('SCOPE_MISSING', {
    message: `The sign-in does not cover ${needed}`,
    details: { next: `Sign in again and grant ${needed}.` },
  });
}

/** @throws CountersignError FORBIDDEN */
export function mustOperate({ actor }: { readonly actor: Actor }): void {
  if (!mayOperate(actor)) throw new CountersignError('FORBIDDEN');
}

/** @throws CountersignError FORBIDDEN */
export function mustAdminister({ actor }: { readonly actor: Actor }): void {
  if (!isAdministrator(actor)) throw new CountersignError('FORBIDDEN');
}
