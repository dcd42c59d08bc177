import { parseDefinition, type ParsedDefinition } from '../../engine/definition/parse-definition.ts';
import { schemaFaults } from '../../shared/json-schema/schemas.ts';

/** In milliseconds, of one file: schemas may be made to take long. */
const longestLook = 1_000;

/**
 * Reads a workflow file that somebody has written, as `parseDefinition`, and looks at the JSON Schemas in it too. One that was
 * added is not held to that: it runs as far as it does. A file whose schemas take too long is believed from there on.
 * @param most how many problems are named
 */
export function parseNewDefinition(source: string, most?: number): ParsedDefinition {
  let spent = 0;
  return parseDefinition(source, {
    ...(most === undefined ? {} : { most }),
    faults(schema, isWhole) {
      if (spent > longestLook) return [];
      const before = performance.now();
      const found = schemaFaults(schema, isWhole);
      spent += performance.now() - before;
      return found;
    },
  });
}
