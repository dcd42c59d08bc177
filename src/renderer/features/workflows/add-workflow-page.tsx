import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type DragEvent } from 'react';
import { client } from '../../app/api.ts';
import { SampleCards } from '../../app/sample-cards.tsx';
import { strings } from '../../strings.ts';
import { announce } from '../../ui/announcer.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { Page } from '../../ui/page.tsx';
import { DefinitionProblems } from './definition-problems.tsx';
import { offsetOf } from './offset-of.ts';
import classes from './workflows.module.css';

interface AddWorkflowPageProps {
  readonly onBack: () => void;
  readonly onAdded: (wfDefId: string) => void;
}

/** A workflow file, pasted, dropped or chosen; what is wrong with it is listed by line and column. */
export function AddWorkflowPage({ onBack, onAdded }: AddWorkflowPageProps) {
  const [source, setSource] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const add = useMutation({
    mutationFn: () => client.workflows.add({ source }),
    onSuccess: (workflow) => {
      announce(strings.workflows.addedToast(workflow.title));
      onAdded(workflow.wfDefId);
    },
  });
  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    add.reset();
    setSource(await file.text());
  };
  const drop = useFileDrop((file) => void read(file));
  const goTo = (line: number, column: number) => {
    const offset = offsetOf(source, line, column);
    field.current?.focus();
    field.current?.setSelectionRange(offset, offset);
  };
  return (
    <Page
      label={strings.workflows.addHeading}
      path={[strings.views.workflows, strings.workflows.add]}
      onBack={onBack}
    >
      <PageHeading title={strings.workflows.addHeading} />
      <p className={classes.summary}>{strings.workflows.addText}</p>
      <div className={classes.form} data-dropping={drop.over} {...drop.handlers}>
        <Textarea
          ref={field}
          aria-label={strings.workflows.file}
          placeholder={drop.over ? strings.workflows.dropHere : starter}
          classNames={{ input: classes.code ?? '' }}
          autosize
          minRows={14}
          maxRows={26}
          spellCheck={false}
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        {add.isError && <DefinitionProblems error={add.error} onGoTo={goTo} />}
        <div className={classes.buttons}>
          <Button loading={add.isPending} disabled={source.trim() === ''} onClick={() => add.mutate()}>
            {strings.workflows.addButton}
          </Button>
          <Button variant="default" onClick={() => chooser.current?.click()}>
            {strings.workflows.chooseFile}
          </Button>
          <input
            ref={chooser}
            type="file"
            hidden
            accept=".yaml,.yml,.json"
            onChange={(event) => void read(event.currentTarget.files?.[0])}
          />
        </div>
      </div>
      <SampleCards heading={strings.samples.heading} />
    </Page>
  );
}

const starter = `document:
  dsl: 1.0.3
  namespace: expenses
  name: approve-expense
  version: 1.0.0
do:
  - approve:
      ask:
        mode: approval
        prompt: Approve this expense?`;

/** A file may be dropped anywhere on the form; anything else that is dragged is left alone. */
function useFileDrop(onFile: (file: File) => void) {
  const [over, setOver] = useState(false);
  const hasFile = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return {
    over,
    handlers: {
      onDragOver(event: DragEvent) {
        if (!hasFile(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop(event: DragEvent) {
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file === undefined) return;
        event.preventDefault();
        onFile(file);
      },
    },
  };
}
