import { IconFileText, IconPlus, IconRoute } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { Chip } from '../../ui/chip.tsx';
import { PageHeading, Section } from '../../ui/heading.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SkeletonPage } from '../../ui/skeleton-rows.tsx';
import { exactTime, longTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { ScheduleSection } from './schedule-section.tsx';
import { StartForm } from './start-form.tsx';
import classes from './workflows.module.css';

interface WorkflowPageProps {
  readonly wfDefId: string;
  readonly onBack: () => void;
  readonly onStarted: (processId: string) => void;
}

/** One workflow: what it is for, a way to start it, and its text. */
export function WorkflowPage({ wfDefId, onBack, onStarted }: WorkflowPageProps) {
  const now = useNow();
  const query = useQuery(api.workflows.get.queryOptions({ input: { wfDefId } }));
  const samples = useQuery(api.workflows.samples.queryOptions());
  const workflow = query.data;
  return (
    <Page
      label={strings.workflows.region}
      path={workflow === undefined ? [] : [workflow.namespace, `${workflow.name}@${workflow.version}`]}
      onBack={onBack}
    >
      {query.isError && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <SkeletonPage />}
      {workflow !== undefined && (
        <>
          <PageHeading title={workflow.title}>
            <Chip icon={IconFileText}>{workflow.version}</Chip>
            <Chip icon={IconRoute}>{strings.workflows.runs(workflow.processCount)}</Chip>
            <Chip icon={IconPlus} title={exactTime(workflow.addedTs)}>
              {strings.workflows.added(longTime(workflow.addedTs, now))}
            </Chip>
          </PageHeading>
          {workflow.summary !== '' && <p className={classes.summary}>{workflow.summary}</p>}
          {workflow.schedule !== null && (
            <ScheduleSection workflow={{ ...workflow, schedule: workflow.schedule }} />
          )}
          {samples.isFetched && (
            <StartForm
              workflow={workflow}
              // A workflow that came with the app brings an input that it can do something with.
              example={samples.data?.samples.find((sample) => sample.id === workflow.name)?.input ?? {}}
              onStarted={onStarted}
            />
          )}
          <Section title={strings.workflows.source}>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines are scrolled by keyboard too */}
            <pre className={classes.source} data-selectable tabIndex={0}>
              {workflow.source}
            </pre>
          </Section>
        </>
      )}
    </Page>
  );
}
