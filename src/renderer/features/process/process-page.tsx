import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ProcessDetail } from '../../../shared/contract/processes.ts';
import type { Json } from '../../../shared/json.ts';
import { useOwnUser } from '../../app/account-people.ts';
import { api } from '../../app/api.ts';
import { useProcessTasks } from '../../app/process-tasks.ts';
import { strings } from '../../strings.ts';
import { Section } from '../../ui/heading.tsx';
import { JsonTree } from '../../ui/json-tree.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SkeletonPage } from '../../ui/skeleton-rows.tsx';
import { Timeline } from '../../ui/timeline.tsx';
import { hasSteps } from './step-tasks.ts';
import { NowSection } from './now-section.tsx';
import { OperationBar } from './operation-bar.tsx';
import { ProcessHeading } from './process-heading.tsx';
import { ProcessNotices } from './process-notices.tsx';
import { Publications } from './publications.tsx';
import classes from './process.module.css';
import { ChildProcesses, ParentProcess } from './related-processes.tsx';
import { useOperations } from './use-operations.ts';

interface ProcessPageProps {
  readonly processId: string;
  readonly onBack: () => void;
  readonly onOpenTask: (taskAsstId: string) => void;
  readonly onOpenProcess: (processId: string) => void;
  /** A task of the process that no person does. */
  readonly onOpenEntry: (taskId: string) => void;
  /** The tasks of one of its steps; null: of all. */
  readonly onOpenStep: (stepId: string | null) => void;
  readonly onOpenWorkflow: (wfDefId: string) => void;
}

/** One process: where it stands, what it has done, what it waits for, what went in and what came out. */
export function ProcessPage({ processId, onBack, onOpenWorkflow, ...open }: ProcessPageProps) {
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
          <>
            <Button variant="subtle" onClick={() => open.onOpenStep(null)}>
              {strings.step.open}
            </Button>
            <Button variant="subtle" onClick={() => onOpenWorkflow(workflow.wfDefId)}>
              {strings.workflows.region}
            </Button>
          </>
        )
      }
    >
      {process.isError && <ProblemNotice error={process.error} onRetry={() => void process.refetch()} />}
      {process.isPending && <SkeletonPage />}
      {data !== undefined && <LoadedProcess process={data} {...open} />}
    </Page>
  );
}

interface LoadedProcessProps extends Pick<
  ProcessPageProps,
  'onOpenTask' | 'onOpenProcess' | 'onOpenEntry' | 'onOpenStep'
> {
  readonly process: ProcessDetail;
}

function LoadedProcess({ process, onOpenTask, onOpenProcess, ...open }: LoadedProcessProps) {
  const { userId = '' } = useOwnUser(process.accountId ?? null);
  const operations = useOperations(process);
  const { tasks, complete } = useProcessTasks(process);
  const context = { userId, onOpenTask, onOpenProcess };
  return (
    <>
      <ProcessHeading process={process} />
      <ParentProcess process={process} onOpenProcess={onOpenProcess} />
      <ProcessNotices process={process} operations={operations} onOpenEntry={open.onOpenEntry} />
      <NowSection tasks={tasks} {...context} />
      <OperationBar operations={operations} />
      <Publications publications={process.publications} />
      <ChildProcesses process={process} onOpenProcess={onOpenProcess} />
      <Section title={strings.process.timeline}>
        {!complete && (
          <p className={classes.faint}>{strings.process.readingTasks(tasks.length, process.taskCount)}</p>
        )}
        <Timeline
          tasks={tasks}
          onOpenEntry={(taskId) =>
            hasSteps(tasks, taskId) ? open.onOpenStep(taskId) : open.onOpenEntry(taskId)
          }
          {...context}
        />
      </Section>
      <JsonSection title={strings.process.input} value={process.input} />
      {process.statusCode === 'C' && <JsonSection title={strings.process.output} value={process.output} />}
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
