import { parseDefinition, type Definition } from '../../engine/definition/parse-definition.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Reader } from '../store/database.ts';
import { findWorkflow } from '../store/workflows.ts';

/** Definitions never change once stored, so a parsed one is good for as long as the node runs. */
const mostKept = 500;

export interface Definitions {
  /** @throws CountersignError WORKFLOW_NOT_FOUND, or WORKFLOW_INVALID for one that an earlier version accepted */
  get(reader: Reader, workflowId: string): Promise<Definition>;
}

export function createDefinitions(): Definitions {
  const kept = new Map<string, Definition>();
  return {
    async get(reader, workflowId) {
      // With the host: another one's workflow is not there, also when its id is known.
      const key = `${reader.hostId} ${workflowId}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const definition = await load(reader, workflowId);
      if (kept.size >= mostKept) kept.delete(kept.keys().next().value ?? '');
      kept.set(key, definition);
      return definition;
    },
  };
}

async function load(reader: Reader, workflowId: string): Promise<Definition> {
  const workflow = await findWorkflow(reader, workflowId);
  if (workflow === null) throw new CountersignError('WORKFLOW_NOT_FOUND');
  const parsed = parseDefinition(workflow.source);
  if (parsed.ok) return parsed.definition;
  throw new CountersignError('WORKFLOW_INVALID', { details: { problems: parsed.problems } });
}
