import { parseDefinition, type Definition } from '../../engine/definition/parse-definition.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findWorkflow } from '../store/workflows.ts';

/** Definitions never change once stored, so a parsed one is good for as long as the process runs. */
const mostKept = 200;

export interface Definitions {
  /** @throws CountersignError WORKFLOW_NOT_FOUND, or WORKFLOW_INVALID for one that an earlier version accepted */
  get(workflowId: string): Definition;
}

export function createDefinitions(db: ReadableDatabase): Definitions {
  const kept = new Map<string, Definition>();
  return {
    get(workflowId) {
      const known = kept.get(workflowId);
      if (known !== undefined) return known;
      const definition = load(db, workflowId);
      if (kept.size >= mostKept) kept.delete(kept.keys().next().value ?? '');
      kept.set(workflowId, definition);
      return definition;
    },
  };
}

function load(db: ReadableDatabase, workflowId: string): Definition {
  const workflow = findWorkflow(db, workflowId);
  if (workflow === null) throw new CountersignError('WORKFLOW_NOT_FOUND');
  const parsed = parseDefinition(workflow.source);
  if (parsed.ok) return parsed.definition;
  throw new CountersignError('WORKFLOW_INVALID', { details: { problems: parsed.problems } });
}
