import { Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconCalendarClock } from '@tabler/icons-react';
import type { WorkflowSchedule, WorkflowSummary } from '../../../shared/contract/workflows.ts';
import { api, client, queryClient } from '../../app/api.ts';
import { intents } from '../../app/intents.ts';
import { strings } from '../../strings.ts';
import { Section } from '../../ui/heading.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import classes from './workflows.module.css';

const words = strings.workflows;

interface ScheduleSectionProps {
  readonly workflow: WorkflowSummary & { readonly schedule: WorkflowSchedule };
}

/** What starts the workflow by itself, when next, and a switch for it. */
export function ScheduleSection({ workflow }: ScheduleSectionProps) {
  const { wfDefId, schedule } = workflow;
  const mayOperate = useQuery(api.account.info.queryOptions()).data?.mayOperate === true;
  const change = useMutation({
    mutationFn: (enabled: boolean) =>
      intents.send(`schedule of ${wfDefId}`, enabled, (idempotencyKey) =>
        client.workflows.setSchedule({ wfDefId, enabled, idempotencyKey }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: api.workflows.key() }),
  });
  return (
    <Section title={words.schedule}>
      <div className={classes.schedule}>
        <IconCalendarClock className={classes.scheduleIcon} size={18} stroke={1.6} aria-hidden />
        <div className={classes.scheduleText}>
          <p className={classes.scheduleWords}>{words.starts(schedule.expression)}</p>
          <p className={classes.faint}>
            <NextRun schedule={schedule} />
          </p>
        </div>
        <Switch
          aria-label={words.scheduleOn}
          checked={schedule.enabled}
          disabled={!mayOperate || change.isPending}
          onChange={(event) => change.mutate(event.currentTarget.checked)}
        />
      </div>
      {change.isError && <ProblemNotice error={change.error} />}
    </Section>
  );
}

function NextRun({ schedule }: { readonly schedule: WorkflowSchedule }) {
  if (!schedule.enabled) return words.scheduleOff;
  if (schedule.nextRunTs === null) return words.noNextRun[schedule.kind];
  return (
    <>
      {words.nextRun}
      <TimeText at={schedule.nextRunTs} /> (<TimeText at={schedule.nextRunTs} form="distance" />)
    </>
  );
}
