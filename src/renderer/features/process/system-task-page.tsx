import { Button } from '@mantine/core';
import { IconArrowUpLeft, IconClock, IconRobot, IconStopwatch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { TaskDetail } from '../../../shared/contract/processes.ts';
import { isJsonObject } from '../../../shared/json-object.ts';
import type { Json } from '../../../shared/json.ts';
import { useOwnUser } from '../../app/account-people.ts';
import { api, client, queryClient } from '../../app/api.ts';
import { intents } from '../../app/intents.ts';
import { keyed } from '../../app/keyed.tsx';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { announce } from '../../ui/announcer.tsx';
import { Chip } from '../../ui/chip.tsx';
import { PageHeading, Section } from '../../ui/heading.tsx';
import { JsonTree } from '../../ui/json-tree.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { processIcons, taskKindIcons } from '../../ui/task-icons.tsx';
import { duration, exactTime, longTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { WaitText } from '../../ui/wait-text.tsx';
import { nextAttempt } from './next-attempt.ts';
import { Attempts } from './task-attempts.tsx';
import classes from './process.module.css';

interface SystemTaskPageProps {
  readonly task: TaskDetail;
  readonly onBack: () => void;
  readonly onOpenProcess: (processId: string) => void;
  /** The attempt that a retry has begun. */
  readonly onOpenTask: (taskId: string) => void;
}

const words = strings.systemTask;

/** A task that runs by itself, as an operator looks at it: what it was to do, what came of it, and a way to try it again. */
export function SystemTaskPage({ task, onBack, onOpenProcess, onOpenTask }: SystemTaskPageProps) {
  const { userId = '' } = useOwnUser(task.accountId ?? null);
  const { workflow, wait, error } = task;
  return (
    <Page
      label={words.region}
      path={[workflow.namespace, workflow.name, task.name]}
      onBack={onBack}
      actions={
        <Button
          variant="subtle"
          leftSection={<IconArrowUpLeft size={15} stroke={1.75} aria-hidden />}
          onClick={() => onOpenProcess(task.processId)}
        >
          {words.back}
        </Button>
      }
    >
      <Heading task={task} />
      {wait !== null && <WaitText wait={wait} userId={userId} onOpenProcess={onOpenProcess} />}
      {error !== null && (
        <Notice tone="danger" title={error.title ?? words.failed}>
          {error.detail !== undefined && <p>{error.detail}</p>}
          <p className={classes.errorType}>
            {error.type} · {error.status}
          </p>
        </Notice>
      )}
      {task.askInvalid && error === null && (
        <Notice tone="danger" title={strings.noTask.ASK_INVALID.title}>
          <p>{words.askInvalid}</p>
        </Notice>
      )}
      {task.canRetry && <Retry task={task} onOpenTask={onOpenTask} />}
      {task.rawVisible ? (
        <>
          <Part title={words.configuration} value={task.configuration} />
          <Part title={words.input} value={task.input} />
          <Part title={words.output} value={task.output} none={words.noOutput} />
          <Attempts task={task} />
        </>
      ) : (
        <p className={classes.faint}>{words.notForYou}</p>
      )}
    </Page>
  );
}

function Heading({ task }: { readonly task: TaskDetail }) {
  const now = useNow();
  const { startedTs, completedTs, statusCode } = task;
  const StatusIcon = processIcons[statusCode === 'S' ? 'X' : statusCode];
  return (
    <PageHeading title={task.title}>
      <Chip icon={StatusIcon} tone={statusCode === 'F' ? 'danger' : statusCode === 'C' ? 'effect' : 'plain'}>
        {strings.taskStatus[statusCode]}
      </Chip>
      <Chip icon={taskKindIcons[task.kind]}>{kindInWords(task)}</Chip>
      {task.kind !== 'ask' && <Chip icon={IconRobot}>{words.byItself}</Chip>}
      <Chip icon={IconClock} title={exactTime(startedTs)}>
        {strings.process.started(longTime(startedTs, now))}
      </Chip>
      {completedTs !== null && (
        <Chip icon={IconStopwatch} title={exactTime(completedTs)}>
          {strings.process.took(duration(startedTs, completedTs))}
        </Chip>
      )}
    </PageHeading>
  );
}

/** Of a failed task, for administrators: there is no other way to set a task of the system going. */
function Retry({ task, onOpenTask }: Pick<SystemTaskPageProps, 'task' | 'onOpenTask'>) {
  const retry = useMutation({
    mutationFn: async () => {
      const { taskId } = task;
      await intents.send(`retry ${taskId}`, null, (idempotencyKey) =>
        client.processes.retryTask({ taskId, idempotencyKey }),
      );
      return nextAttempt(task);
    },
    onSuccess: async (attempt) => {
      announce(words.retried(task.title));
      await queryClient.invalidateQueries({ queryKey: api.processes.key() });
      if (attempt !== null) onOpenTask(attempt);
    },
  });
  const run = () => {
    if (!retry.isPending) retry.mutate();
  };
  useShortcut('retryTask', run);
  return (
    <>
      <div className={classes.operations}>
        <Button loading={retry.isPending} {...keyed('retryTask')} onClick={run}>
          {words.retry}
        </Button>
      </div>
      {retry.isError && <ProblemNotice title={words.notRetried} error={retry.error} />}
    </>
  );
}

interface PartProps {
  readonly title: string;
  readonly value: Json;
  readonly none?: string;
}

function Part({ title, value, none = strings.json.empty }: PartProps) {
  return (
    <Section title={title}>
      {value === null ? <p className={classes.faint}>{none}</p> : <JsonTree value={value} />}
    </Section>
  );
}

/** `HTTP request` for a call of http, `Delay` for a wait: what the task's configuration says that it is. */
export function kindInWords({ kind, configuration }: Pick<TaskDetail, 'kind' | 'configuration'>): string {
  const general = words.kinds[kind] ?? kind;
  if (!isJsonObject(configuration)) return general;
  const { call, run } = configuration;
  if (kind === 'call' && typeof call === 'string') return words.calls[call] ?? call;
  if (kind !== 'run' || !isJsonObject(run)) return general;
  const [what] = Object.keys(run).filter((key) => key in words.calls);
  return what === undefined ? general : (words.calls[what] ?? what);
}
