import { Input, Popover } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import type { WidgetProps } from '@rjsf/utils';
import { IconCalendar } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { Labelled, Line, LineInput, type Control } from './controls.tsx';
import controls from './controls.module.css';
import { formStrings } from './form-strings.ts';
import { dateHint, firstDayOfWeek, joinDateTime, readDate, splitDateTime, writeDate } from './date-text.ts';
import classes from './forms.module.css';
import { useControl, useTyped } from './use-control.ts';

const words = formStrings;

/** A day: typed as it is written here or as ISO has it, or picked from a calendar. */
export function DateWidget(props: WidgetProps) {
  const control = useControl(props);
  const { text, type } = useTyped(props, readDate, writeDate);
  return (
    <Labelled control={control} className={classes.short}>
      <DayInput
        control={control}
        text={text}
        day={readDate(text)}
        name={control.label ?? props.label}
        onType={type}
        onPick={(day) => type(writeDate(day))}
      />
    </Labelled>
  );
}

/** A moment: a day and a time of day in the time zone of this machine. */
export function DateTimeWidget(props: WidgetProps) {
  const { id, label, description, error, withAsterisk, readOnly, onBlur } = useControl(props);
  // Both halves are one text while they are typed, so that the form sees one value: `18.11.2026|09:30`.
  const { text, type } = useTyped(props, readHalves, writeHalves);
  const [day = '', time = ''] = text.split('|');
  const name = label ?? props.label;
  const half = { 'aria-required': withAsterisk, readOnly, isInvalid: error !== null };
  return (
    <Input.Wrapper
      id={`${id}-moment`}
      label={name}
      labelElement="div"
      description={description}
      error={error}
      withAsterisk={withAsterisk}
    >
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-interactions -- a fieldset lays out no grid of its own; leaving either half is leaving the group */}
      <div role="group" id={id} aria-label={name} className={classes.moment} onBlur={onBlur}>
        <DayInput
          control={{ ...half, id: `${id}-day`, 'aria-label': words.dateOf(name) }}
          text={day}
          day={readDate(day)}
          name={name}
          onType={(typed) => type(`${typed}|${time}`)}
          onPick={(picked) => type(`${writeDate(picked)}|${time}`)}
        />
        <LineInput
          control={{ ...half, 'aria-label': words.timeOf(name) }}
          type="time"
          text={time}
          onType={(typed) => type(`${day}|${typed}`)}
        />
      </div>
    </Input.Wrapper>
  );
}

function readHalves(text: string): string | undefined {
  const [day = '', time = ''] = text.split('|');
  return joinDateTime(readDate(day) ?? '', time);
}

function writeHalves(value: unknown): string {
  const { date, time } = splitDateTime(value);
  return `${writeDate(date)}|${time}`;
}

/** A time of day, with its zone where the format asks for one. */
export function TimeWidget(props: WidgetProps) {
  const { text, type } = useTyped(props, readTime, (value) =>
    typeof value === 'string' ? value.slice(0, 5) : '',
  );
  return <Line control={useControl(props)} className={classes.short} type="time" text={text} onType={type} />;
}

/** RFC 3339 wants seconds and a zone; this machine's is the one that is meant. */
function readTime(text: string): string | undefined {
  if (text === '') return undefined;
  const minutes = -new Date().getTimezoneOffset();
  const two = (count: number) => String(count).padStart(2, '0');
  const zone = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${text}:00${zone}`;
}

interface DayInputProps {
  readonly control: Control;
  readonly text: string;
  readonly day: string | undefined;
  /** What the day is of. */
  readonly name: string;
  readonly onType: (text: string) => void;
  readonly onPick: (day: string) => void;
}

function DayInput({ control, text, day, name, onType, onPick }: DayInputProps) {
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const close = () => {
    setOpen(false);
    field.current?.focus();
  };
  return (
    <div className={controls.withButton}>
      <LineInput
        control={{ ...control, placeholder: dateHint() }}
        ref={field}
        inputMode="numeric"
        autoComplete="off"
        text={text}
        onType={onType}
      />
      {control.readOnly !== true && (
        <Popover opened={isOpen} onChange={setOpen} trapFocus returnFocus position="bottom-end" withRoles>
          <Popover.Target>
            <button
              type="button"
              className={classes.calendarButton}
              aria-label={words.pickDate(name)}
              title={words.pickDate(name)}
              onClick={() => setOpen(!isOpen)}
            >
              <IconCalendar size={16} stroke={1.6} aria-hidden />
            </button>
          </Popover.Target>
          <Popover.Dropdown className={classes.calendar} aria-label={words.pickDate(name)}>
            <Calendar
              day={day}
              onPick={(picked) => {
                onPick(picked);
                close();
              }}
            />
          </Popover.Dropdown>
        </Popover>
      )}
    </div>
  );
}

function Calendar({
  day,
  onPick,
}: {
  readonly day: string | undefined;
  readonly onPick: (day: string) => void;
}) {
  const chosen = day !== undefined && /^\d{4}-\d\d-\d\d$/.test(day) ? day : null;
  const inWords = (options: Intl.DateTimeFormatOptions) => (date: string) =>
    new Intl.DateTimeFormat(navigator.language, options).format(new Date(`${date}T00:00:00`));
  return (
    <DatePicker
      size="xs"
      value={chosen}
      {...(chosen === null ? {} : { defaultDate: chosen })}
      onChange={(picked) => picked !== null && onPick(picked)}
      firstDayOfWeek={firstDayOfWeek()}
      highlightToday
      weekdayFormat={inWords({ weekday: 'short' })}
      monthLabelFormat={inWords({ month: 'long', year: 'numeric' })}
      monthsListFormat={inWords({ month: 'short' })}
      getDayAriaLabel={inWords({ dateStyle: 'full' })}
      ariaLabels={words.calendar}
    />
  );
}
