import { z } from 'zod';
import { runtime } from '../runtime.ts';
import { Definition } from './definition.ts';

/**
 * The language as JSON Schema (2020-12), for editors: shapes, names and patterns. What only loading can say of a definition, such
 * as that a name exists, is not in it.
 */
export function definitionSchema(): z.core.JSONSchema.JSONSchema {
  const schema = z.toJSONSchema(Definition, { unrepresentable: 'any', reused: 'inline', io: 'input' });
  return {
    ...schema,
    title: 'Workflow',
    description: `A workflow of the Open Workflow DSL 1.0.x with \`ask\`, as ${runtime.name} ${runtime.version} runs it.`,
  };
}
