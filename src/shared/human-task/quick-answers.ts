import type { Ask, AskOption } from './ask.ts';
import { needsComment } from './comment-rule.ts';
import { mayStayEmpty, takesFields } from './fields.ts';

/** What can be decided without opening the task: from a notification, or with one key in the list. */
export interface QuickAnswers {
  /** At most two, in the order of the ask; empty when the task has to be opened. */
  readonly options: readonly AskOption[];
  /** Why something has to be opened first; null when every option is offered. */
  readonly mustOpen: 'risk' | 'comment' | 'form' | 'options' | 'sensitive' | null;
}

const mostActions = 2;

/**
 * One rule for what may be answered without opening the task. High risk is never decided unseen; an ask that wants a comment
 * or an entry cannot be, nor an option with fields that have to be filled in or looked at; a sensitive one shows too little to decide on. The service applies the same rule to what comes in.
 */
export function quickAnswers(ask: Ask): QuickAnswers {
  if (ask.risk === 'high') return { options: [], mustOpen: 'risk' };
  if (ask.sensitive) return { options: [], mustOpen: 'sensitive' };
  if (ask.mode !== 'approval' && ask.mode !== 'confirm') return { options: [], mustOpen: 'form' };
  if (ask.options.length > mostActions) return { options: [], mustOpen: 'options' };
  const withoutForm = ask.options.filter(({ value }) => !takesFields(ask, value) || mayStayEmpty(ask));
  const options = withoutForm.filter(({ value }) => !needsComment(ask, value));
  if (options.length === ask.options.length) return { options, mustOpen: null };
  return { options, mustOpen: withoutForm.length === ask.options.length ? 'comment' : 'form' };
}
