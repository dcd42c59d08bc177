import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json-object.ts';

const mostUndeclared = 8;

/**
 * The facts to decide on: those that the workflow's author chose (`contextKeys`); where none were chosen, the first plain
 * values of the context, because a page without any would only send one to the Context tab.
 */
export function factsOf({
  contextSummary,
  context,
}: Pick<HumanTask, 'contextSummary' | 'context'>): Record<string, Json> {
  if (Object.keys(contextSummary).length > 0 || !isJsonObject(context)) return contextSummary;
  const plain = Object.entries(context).filter(([, value]) => value !== null && typeof value !== 'object');
  return Object.fromEntries(plain.slice(0, mostUndeclared));
}
