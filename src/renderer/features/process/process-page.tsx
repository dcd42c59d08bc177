import { Button } from '@mantine/core';
import { IconClock, IconPlayerPlay, IconStopwatch, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ProcessDetail } from '../../../shared/contract/processes.ts';
import type { Json } from '../../../shared/json.ts';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { Chip, type Tone } from '../../ui/chip.tsx';
import { PageHeading, Section } from '../../ui/heading.tsx';
import { JsonTree } from '../../ui/json-tree.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SkeletonPage } from '../../ui/skeleton-rows.tsx';
import { processStatusIcons } from '../../ui/task-icons.tsx';
import { Timeline } from '../../ui/timeline.tsx';
import { duration, exactTime, longTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import classes from './process.module.css';

interface ProcessPageProps {
  readonly processId: string;
  readonly onBack: () => void;
  readonly onOpenTask: (taskAsstId: string) => void;
  readonly onOpenWorkflow: (wfDefId: string) => void;
}

/** One process: where it stands, what it has done, what it waits for, what went in and what came out. */
export function ProcessPage({ processId, onBack, onOpenTask, onOpenWorkflow }: ProcessPageProps) {
  const process = useQuery(api.processes.get.queryOptions({ input: { processId } }));
  const { data } = process;
  const workflow = data?.workflow;
  return (
    <Page
      label={strings.process.region}
      path={workflow === undefined ? [] : [workflow.namespace, `${workflow.name}@${workflow.version}`]}
      onBack={onBack}
      actions={
        workflow !== undefined && (
          <Button variant="subtle" onClick={() => onOpenWorkflow(workflow.wfDefId)}>
            {strings.workflows.region}
          </Button>
        )
      }
    >
      {process.isError && <ProblemNotice error={process.error} onRetry={() => void process.refetch()} />}
      {process.isPending && <SkeletonPage />}
      {data !== undefined && <LoadedProcess process={data} onOpenTask={onOpenTask} />}
    </Page>
  );
}

interface LoadedProcessProps {
  readonly process: ProcessDetail;
  readonly onOpenTask: (taskAsstId: string) => void;
}

function LoadedProcess({ process, onOpenTask }: LoadedProcessProps) {
  const userId = useQuery(api.account.info.queryOptions()).data?.userId ?? '';
  const waiting = process.tasks.find(
    (task) => task.statusCode === 'W' && task.taskAsstId !== null,
  )?.taskAsstId;
  return (
    <>
      <ProcessHeading process={process} />
      <ProcessNotices process={process} />
      {waiting !== undefined && waiting !== null && (
        <div>
          <Button onClick={() => onOpenTask(waiting)}>{strings.process.answerIt}</Button>
        </div>
      )}
      <Section title={strings.process.timeline}>
        <Timeline tasks={process.tasks} userId={userId} onOpenTask={onOpenTask} />
      </Section>
      <JsonSection title={strings.process.input} value={process.input} />
      {process.statusCode === 'C' && <JsonSection title={strings.process.output} value={process.output} />}
    </>
  );
}

const statusTones: Record<ProcessDetail['statusCode'], Tone> = {
  A: 'plain',
  W: 'plain',
  C: 'effect',
  F: 'danger',
  X: 'plain',
};

function ProcessHeading({ process }: { readonly process: ProcessDetail }) {
  const now = useNow();
  const { startedTs, completedTs, statusCode } = process;
  return (
    <PageHeading title={process.title}>
      <Chip icon={processStatusIcons[statusCode]} tone={statusTones[statusCode]}>
        {strings.processStatus[statusCode]}
      </Chip>
      <Chip icon={statusCode === 'A' ? IconPlayerPlay : IconClock} title={exactTime(startedTs)}>
        {strings.process.started(longTime(startedTs, now))}
      </Chip>
      <Chip icon={IconUser}>{strings.process.startedBy(process.startedBy)}</Chip>
      {completedTs !== null && (
        <Chip icon={IconStopwatch} title={exactTime(completedTs)}>
          {strings.process.took(duration(startedTs, completedTs))}
        </Chip>
      )}
    </PageHeading>
  );
}

function ProcessNotices({ process }: { readonly process: ProcessDetail }) {
  const now = useNow();
  const { error, resumeFailure } = process;
  return (
    <>
      {resumeFailure !== null && (
        <Notice tone="warning" title={strings.process.resumeTitle}>
          <p>{resumeFailure.message}</p>
          <p>{strings.process.resumeText(resumeFailure.attempts, longTime(resumeFailure.nextTryTs, now))}</p>
        </Notice>
      )}
      {error !== null && (
        <Notice tone="danger" title={error.title ?? strings.process.failedTitle}>
          {error.detail !== undefined && <p>{error.detail}</p>}
          <p className={classes.errorType}>
            {error.type} · {error.status}
            {error.instance !== undefined && ` · ${strings.process.at(error.instance)}`}
          </p>
        </Notice>
      )}
    </>
  );
}

function JsonSection({ title, value }: { readonly title: string; readonly value: Json }) {
  return (
    <Section title={title}>
      {value === null ? <p className={classes.faint}>{strings.json.empty}</p> : <JsonTree value={value} />}
    </Section>
  );
}
