import { Button } from '@mantine/core';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { hasFields } from '../../../shared/human-task/fields.ts';
import type { Keeping } from '../../app/draft-keeper.ts';
import { hasContent } from '../../app/drafts.ts';
import { keyed } from '../../app/keyed.tsx';
import { draftKeeper } from '../../app/kept-drafts.ts';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { announce } from '../../ui/announcer.tsx';
import { clockTime } from '../../ui/times.ts';
import classes from './answer-bar.module.css';
import type { AnswerState } from './use-answer.ts';

const words = strings.drafts;

interface SaveProgressProps {
  readonly task: HumanTask;
  readonly answer: AnswerState;
}

/** Says whether what is entered is saved, and saves it at once for those who want to be sure. */
export function SaveProgress({ task, answer }: SaveProgressProps) {
  const { kept, draft } = answer;
  const keeping = kept?.keeping ?? null;
  const shown =
    keeping !== null &&
    keeping.kind !== 'over' &&
    (task.ask.mode === 'object' || hasFields(task.ask) || hasContent(draft) || keeping.kind !== 'kept');
  const save = async () => {
    if (await draftKeeper.flush(task.taskAsstId)) announce(words.savedToast(task.title));
  };
  useShortcut('saveProgress', () => void save(), keeping !== null);
  if (!shown) return null;
  return (
    <div className={classes.progress}>
      <span
        className={classes.saved}
        aria-live="polite"
        data-tone={keeping.kind === 'failed' ? 'danger' : 'plain'}
      >
        {inWords(keeping)}
      </span>
      <Button variant="default" size="compact-sm" {...keyed('saveProgress')} onClick={() => void save()}>
        {words.save}
      </Button>
    </div>
  );
}

function inWords(keeping: Keeping): string {
  switch (keeping.kind) {
    case 'kept':
      return keeping.savedTs === null ? '' : words.saved(clockTime(keeping.savedTs));
    case 'saving':
      return words.saving;
    case 'failed':
      return words.failed + keeping.problem.title;
    case 'changed':
    case 'conflict':
    case 'over':
      return words.unsaved;
  }
}
