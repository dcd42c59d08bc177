import { needsComment } from '../../../shared/human-task/comment-rule.ts';
import type { Ask } from '../../../shared/human-task/ask.ts';
import { strings } from '../../strings.ts';

type CommentedAsk = Pick<Ask, 'mode' | 'options' | 'commentRequired'>;

/** The comment rule, said where one types: "Add a comment (required to reject)". */
export function commentHint(ask: CommentedAsk): string {
  const { answer } = strings;
  if (ask.commentRequired === true) return answer.commentRequired;
  const labels = ask.options
    .filter((option) => needsComment(ask, option.value))
    .map((option) => option.label);
  if (labels.length === 0) return answer.commentOptional;
  // The options of an approval are verbs; those of other asks can be anything, so they are quoted.
  return ask.mode === 'approval'
    ? answer.commentRequiredTo(labels.map((label) => label.toLowerCase()).join(answer.or))
    : answer.commentRequiredFor(labels.map(answer.quoted).join(answer.or));
}
