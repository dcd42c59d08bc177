import { Checkbox, Radio } from '@mantine/core';
import { memo, Suspense, useCallback, useEffect, useRef } from 'react';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { AskOption, OptionValue } from '../../../shared/human-task/ask.ts';
import type { Json } from '../../../shared/json.ts';
import { parts } from '../../app/parts.ts';
import { ShortcutKeys } from '../../app/shortcut-keys.tsx';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import classes from './answer-fields.module.css';
import { optionIndex, optionKey } from './option-keys.ts';
import { FieldsAnswer, ObjectAnswer } from './object-answer.tsx';
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
        <>
          <Options
            task={task}
            answer={answer}
            chosen={asList(answer.value)}
            choose={(value) => answer.enter(value)}
          />
          <FieldsAnswer task={task} answer={answer} />
        </>
      );
    case 'multiChoice': {
      const chosen = asList(answer.value);
      const toggle = (value: OptionValue) => answer.enter(toggled(task.ask.options, chosen, value));
      return <Options task={task} answer={answer} chosen={chosen} choose={toggle} />;
    }
    case 'approval':
    case 'confirm':
      return <FieldsAnswer task={task} answer={answer} />;
    case 'object':
      return <ObjectAnswer task={task} answer={answer} />;
    case 'file':
      return (
        <Suspense fallback={null}>
          <FilesAnswer task={task} answer={answer} />
        </Suspense>
      );
    default:
      return null;
  }
}

const { Part: FilesAnswer } = parts.taskFiles;

interface OptionsProps extends AnswerFieldsProps {
  readonly chosen: readonly Json[];
  readonly choose: (value: OptionValue) => void;
}

function Options({ task, answer, chosen, choose }: OptionsProps) {
  const { mode, options } = task.ask;
  const many = mode === 'multiChoice';
  const chosenValues = new Set(chosen);
  const onChoose = useStable(choose);
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
      {options.map((option, index) => (
        <Option
          key={String(option.value)}
          option={option}
          shortcut={optionKey(index)}
          many={many}
          name={`answer-${task.taskAsstId}`}
          checked={chosenValues.has(option.value)}
          onChoose={onChoose}
        />
      ))}
      {answer.valueError !== null && (
        <p className={classes.error} role="alert">
          {answer.valueError}
        </p>
      )}
    </fieldset>
  );
}

interface OptionProps {
  readonly option: AskOption;
  readonly shortcut: string | null;
  readonly many: boolean;
  readonly name: string;
  readonly checked: boolean;
  readonly onChoose: (value: OptionValue) => void;
}

/** Drawn again only when it changes itself: an ask may have a thousand options. */
const Option = memo(function Option({ option, shortcut, many, name, checked, onChoose }: OptionProps) {
  const Control = many ? Checkbox : Radio;
  return (
    <label className={classes.option} data-checked={checked}>
      <Control
        size="xs"
        name={name}
        checked={checked}
        aria-label={option.label}
        aria-keyshortcuts={shortcut ?? undefined}
        onChange={() => onChoose(option.value)}
      />
      <span className={classes.text}>
        <span className={classes.label}>{option.label}</span>
        {option.description !== undefined && (
          <span className={classes.description}>{option.description}</span>
        )}
      </span>
      {shortcut !== null && <ShortcutKeys keys={shortcut} />}
    </label>
  );
});

/** One function for the life of the component that calls the latest of `act`. */
function useStable<Argument>(act: (argument: Argument) => void): (argument: Argument) => void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  return useCallback((argument) => latest.current(argument), []);
}

function asList(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** In the order of the options, whatever the order of the clicks. */
function toggled(options: readonly AskOption[], chosen: readonly Json[], value: OptionValue): Json[] {
  const before = new Set(chosen);
  return options
    .map((option) => option.value)
    .filter((candidate) => (candidate === value) !== before.has(candidate));
}
