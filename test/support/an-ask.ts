import { defaultApprovalOptions, defaultConfirmOptions, type Ask } from '../../src/shared/human-task/ask.ts';

/** An ask as the engine evaluates it, with what a test says differently. */
export function anAsk(different: Partial<Ask> = {}): Ask {
  const mode = different.mode ?? 'approval';
  return {
    prompt: 'Review the workflow request and choose a decision.',
    mode,
    options: optionsOf(mode),
    required: true,
    allowComment: mode === 'approval' || mode === 'confirm',
    commentRequired: false,
    risk: 'low',
    sensitive: false,
    ...different,
  };
}

function optionsOf(mode: Ask['mode']): Ask['options'] {
  if (mode === 'approval') return [...defaultApprovalOptions];
  if (mode === 'confirm') return [...defaultConfirmOptions];
  return [];
}
