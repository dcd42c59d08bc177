import type { ReceivedEvent } from '../../../src/engine/cloud-event.ts';
import { ExpressionError } from '../../../src/engine/errors.ts';
import { fastPath } from '../../../src/engine/expression/fast-path.ts';
import type { Expressions, Host } from '../../../src/engine/host.ts';
import { createSchemas } from '../../../src/shared/json-schema/schemas.ts';
import { eventsOf, type Kept } from './kept.ts';
import { hash } from './service.ts';

const schemas = createSchemas();

/** Plain paths only: they need no thread, and a case takes milliseconds. */
export const pathExpressions: Expressions = {
  evaluate(code, input, variables) {
    const result = fastPath(code)?.(input, variables);
    if (result) return Promise.resolve(result.value);
    return Promise.reject(new ExpressionError('Cannot be evaluated.'));
  },
};

/** The engine's port on what is kept. `reach` is called wherever the host could be stopped. */
export function hostOn(kept: Kept, id: string, expressions: Expressions, reach: () => void): Host {
  const { commits } = kept;
  let drawn = 0;
  return {
    clock: { now: () => kept.now },
    expressions: {
      evaluate: (code, input, variables) => {
        reach();
        return expressions.evaluate(code, input, variables);
      },
    },
    schemas,
    random: () => (hash(`${id} ${commits} ${(drawn += 1)}`) % 1000) / 1000,
    findWorkflow: ({ name }) => (name === 'child' ? 'child' : null),
    eventsAfter: (position, types) => eventsOf(kept).filter((received) => isOf(received, position, types)),
    secret: () => undefined,
    authorization: null,
    breathe: () => null,
  };
}

function isOf({ position, event }: ReceivedEvent, after: number, types: readonly string[] | null): boolean {
  return position > after && (types === null || types.includes(event.type));
}
