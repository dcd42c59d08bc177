import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { Response } from '../../../shared/human-task/answer.ts';
import { isCutAt } from '../../../shared/human-task/answer-length.ts';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import type { AnswerState } from './use-answer.ts';

interface CutNoticeProps {
  readonly task: HumanTask;
  readonly answer: AnswerState;
}

/** Said before it is sent: the server of this task does not keep all of what was entered. */
export function CutNotice({ task: { sync }, answer: { value, fields, draft } }: CutNoticeProps) {
  const longest = sync?.longestAnswer ?? null;
  const response = { value, fields, comment: draft.comment.trim() } as Partial<Response>;
  if (sync === undefined || sync === null || longest === null || !isCutAt(longest, response)) return null;
  return (
    <Notice tone="warning" title={strings.answer.cut(sync.accountName, longest)} live>
      <p>{strings.answer.cutText}</p>
    </Notice>
  );
}
