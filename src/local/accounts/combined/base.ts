import { implement } from '@orpc/server';
import { mapErrors } from '../../../service/contract-error.ts';
import type { Log } from '../../../service/log.ts';
import { accountContract } from '../../../shared/contract/contract.ts';
import type { CallContext } from '../../caller.ts';

export type CombinedBase = ReturnType<typeof createCombinedBase>;

/** What leaves has been checked by the account that it comes from; it is not checked a second time. */
export function createCombinedBase(log: Log) {
  return implement(accountContract, { initialOutputValidationIndex: Number.NaN })
    .$context<CallContext>()
    .use(({ next }) => mapErrors(log)({ next: async () => next() }));
}
