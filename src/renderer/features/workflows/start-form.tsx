import { Button, Textarea } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { WorkflowReference } from '../../../shared/contract/base.ts';
import type { Json } from '../../../shared/json.ts';
import { client } from '../../app/api.ts';
import { intents } from '../../app/intents.ts';
import { strings } from '../../strings.ts';
import { announce } from '../../ui/announcer.tsx';
import { Section } from '../../ui/heading.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { parseInput } from './parse-input.ts';
import classes from './workflows.module.css';

interface StartFormProps {
  readonly workflow: WorkflowReference;
  /** What the field holds at first. */
  readonly example: Json;
  readonly onStarted: (processId: string) => void;
}

/** Starts a process of a workflow with an input written as JSON; the text is checked while it is written. */
export function StartForm({ workflow, example, onStarted }: StartFormProps) {
  const [text, setText] = useState(() => JSON.stringify(example, null, 2));
  const input = parseInput(text);
  const name = `${workflow.namespace}/${workflow.name}@${workflow.version}`;
  const start = useMutation({
    mutationFn: (value: Json) =>
      client.processes.start({ workflow: name, input: value, idempotencyKey: intents.keyFor(name, value) }),
    onSuccess: (process) => {
      intents.done(name);
      announce(strings.workflows.started(process.title));
      onStarted(process.processId);
    },
  });
  return (
    <Section title={strings.workflows.startHeading}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (input.kind === 'json') start.mutate(input.value);
        }}
      >
        <Textarea
          label={strings.workflows.input}
          classNames={{ input: classes.code ?? '' }}
          autosize
          minRows={3}
          maxRows={16}
          spellCheck={false}
          value={text}
          error={input.kind === 'invalid' ? input.message : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button
          type="submit"
          className={classes.submit}
          leftSection={<IconPlayerPlay size={15} stroke={1.75} aria-hidden />}
          loading={start.isPending}
          disabled={input.kind === 'invalid'}
        >
          {strings.workflows.start}
        </Button>
        {start.isError && <ProblemNotice error={start.error} />}
      </form>
    </Section>
  );
}
