import { Checkbox, Radio } from '@mantine/core';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { AskOption, OptionValue } from '../../../shared/human-task/ask.ts';
import type { Json } from '../../../shared/json.ts';
import { ShortcutKeys } from '../../app/shortcut-keys.tsx';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import classes from './answer-fields.module.css';
import { optionIndex, optionKey } from './option-keys.ts';
import type { AnswerState } from './use-answer.ts';

interface AnswerFieldsProps {
  readonly task: HumanTask;
  readonly answer: AnswerState;
}

/** What has to be chosen on the page before it can be sent; asks that are answered in the bar have nothing here. */
export function AnswerFields({ task, answer }: AnswerFieldsProps) {
  switch (task.ask.mode) {
    case 'choice':
      return (
        <Options
          task={task}
          answer={answer}
          chosen={asList(answer.value)}
          choose={(value) => answer.enter(value)}
        />
      );
    case 'multiChoice': {
      const chosen = asList(answer.value);
      const toggle = (value: OptionValue) => answer.enter(toggled(task.ask.options, chosen, value));
      return <Options task={task} answer={answer} chosen={chosen} choose={toggle} />;
    }
    default:
      return null;
  }
}

interface OptionsProps extends AnswerFieldsProps {
  readonly chosen: readonly Json[];
  readonly choose: (value: OptionValue) => void;
}

function Options({ task, answer, chosen, choose }: OptionsProps) {
  const { mode, options } = task.ask;
  const many = mode === 'multiChoice';
  const Control = many ? Checkbox : Radio;
  useShortcut('choose', (event) => {
    const option = options[optionIndex(event.key)];
    if (option === undefined) return false;
    choose(option.value);
    return true;
  });
  return (
    <fieldset
      className={classes.options}
      role={many ? 'group' : 'radiogroup'}
      aria-label={strings.answer.region}
    >
      <legend className={classes.legend}>{many ? strings.answer.chooseMany : strings.answer.choose}</legend>
      {options.map((option, index) => {
        const key = optionKey(index);
        return (
          <label
            key={String(option.value)}
            className={classes.option}
            data-checked={chosen.includes(option.value)}
          >
            <Control
              size="xs"
              name={`answer-${task.taskAsstId}`}
              checked={chosen.includes(option.value)}
              aria-label={option.label}
              aria-keyshortcuts={key ?? undefined}
              onChange={() => choose(option.value)}
            />
            <span className={classes.text}>
              <span className={classes.label}>{option.label}</span>
              {option.description !== undefined && (
                <span className={classes.description}>{option.description}</span>
              )}
            </span>
            {key !== null && <ShortcutKeys keys={key} />}
          </label>
        );
      })}
      {answer.valueError !== null && (
        <p className={classes.error} role="alert">
          {answer.valueError}
        </p>
      )}
    </fieldset>
  );
}

function asList(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** In the order of the options, whatever the order of the clicks. */
function toggled(options: readonly AskOption[], chosen: readonly Json[], value: OptionValue): Json[] {
  return options
    .map((option) => option.value)
    .filter((candidate) => (candidate === value) !== chosen.includes(candidate));
}
