import { Button } from '@mantine/core';
import type { Ask } from '../../../shared/human-task/ask.ts';
import { ShortcutKeys } from '../../app/shortcut-keys.tsx';
import { useShortcut } from '../../app/use-shortcuts.ts';
import classes from './answer-bar.module.css';
import { decisionKey, optionIndex } from './option-keys.ts';
import type { AnswerState } from './use-answer.ts';

interface DecisionButtonsProps {
  readonly ask: Ask;
  readonly answer: AnswerState;
}

/** The options of an approval or confirmation as buttons that answer at once, each with the key that presses it. */
export function DecisionButtons({ ask, answer }: DecisionButtonsProps) {
  const press = (index: number) => {
    const option = ask.options[index];
    if (option === undefined) return false;
    answer.send(option.value);
    return true;
  };
  useShortcut('option1', () => press(0));
  useShortcut('option2', () => press(1));
  useShortcut('choose', (event) => {
    const index = optionIndex(event.key);
    return index >= 2 && press(index);
  });
  return (
    <div className={classes.buttons}>
      {ask.options.map((option, index) => {
        const key = decisionKey(index);
        return (
          <Button
            key={String(option.value)}
            variant={index === 0 ? 'filled' : 'default'}
            loading={answer.sending && answer.draft.intent === option.value}
            disabled={answer.sending}
            title={option.description}
            aria-keyshortcuts={key ?? undefined}
            rightSection={key === null ? undefined : <ShortcutKeys keys={key} />}
            onClick={() => answer.send(option.value)}
          >
            {option.label}
          </Button>
        );
      })}
    </div>
  );
}
