import type { PublishArguments } from './call-arguments.ts';
import { EffectText, evaluated, evaluatedTemplate, invalid, type Prepared } from './effect-values.ts';
import type { TaskScope } from './task-type.ts';

/** `call: publish`. Text is Markdown and everything else JSON unless it says otherwise. @throws WorkflowError */
export async function preparePublish(args: PublishArguments, scope: TaskScope): Promise<Prepared> {
  const view = await evaluated(EffectText, args.view, ['with', 'view'], scope);
  const title = await evaluatedTemplate(args.title, scope);
  const content = await scope.effectData(args.content);
  const format = args.format ?? (typeof content === 'string' ? 'markdown' : 'json');
  if (format === 'table' && !Array.isArray(content))
    throw invalid('/with/content must be a list to be a table', scope);
  return { effect: { kind: 'publish', view, title, format, content }, what: `result in ${view}` };
}
