import { isContractProcedure } from '@orpc/contract';
import { serverContract } from '../../../src/shared/contract/contract.ts';

export interface ProcedureOfContract {
  /** Such as `humanTasks.complete`. */
  readonly name: string;
  readonly readsOnly: boolean;
}

/** Every procedure of the contract of a team server, found by walking it: one that is new is among them. */
export function everyProcedure(): ProcedureOfContract[] {
  return walk(serverContract, []);
}

function walk(node: object, path: readonly string[]): ProcedureOfContract[] {
  if (isContractProcedure(node)) {
    return [{ name: path.join('.'), readsOnly: node['~orpc'].route.method === 'GET' }];
  }
  return Object.entries(node).flatMap(([name, inner]) => walk(inner as object, [...path, name]));
}
