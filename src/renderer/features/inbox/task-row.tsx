import { IconLock, IconPencil } from '@tabler/icons-react';
import type { HumanTaskRow } from '../../../shared/contract/human-tasks.ts';
import { hasContent, useDraft } from '../../app/drafts.ts';
import { strings } from '../../strings.ts';
import { ListRow } from '../../ui/list-row.tsx';
import { modeIcons, type Icon } from '../../ui/task-icons.tsx';
import { exactTime } from '../../ui/times.ts';
import classes from './inbox.module.css';
import { rowTime } from './row-time.ts';
import { SyncMark } from './sync-mark.tsx';

const riskTones = { low: 'plain', medium: 'warning', high: 'danger' } as const;

interface TaskRowProps {
  readonly row: HumanTaskRow;
  readonly now: number;
  /** In lists of everybody's tasks: whose it is. */
  readonly showsAssignee?: boolean;
  /** Of which account it is, where there are several. */
  readonly accountName?: string | undefined;
}

/** One task in the list: what kind of ask, what is asked, where it comes from, when it is due, and what state it is in. */
export function TaskRow({ row, now, showsAssignee = false, accountName }: TaskRowProps) {
  const drafted = hasContent(useDraft(row.taskAsstId)) || row.hasDraft;
  const time = rowTime(row, now);
  const done = row.answerLabel !== null;
  return (
    <ListRow
      icon={modeIcons[row.mode]}
      tone={done ? 'plain' : riskTones[row.risk]}
      marked={row.unread && !done}
      title={row.title}
      subtitle={
        <>
          {row.workflow.namespace} / {row.workflow.name}
          {accountName !== undefined && ` · ${accountName}`}
          <Spoken text={spokenFacts(row)} />
        </>
      }
      aside={
        <time dateTime={time.at} title={`${time.meaning}: ${exactTime(time.at)}`}>
          {time.text}
        </time>
      }
      asideTone={time.urgent ? 'danger' : 'plain'}
      state={
        <>
          {drafted && <State icon={IconPencil} label={strings.row.draft} />}
          {row.claimedBy !== null && !done && (
            <State icon={IconLock} label={strings.row.claimedBy(row.claimedByName ?? row.claimedBy)} />
          )}
          {showsAssignee && <Assignee row={row} />}
          {row.sync !== undefined && row.sync !== null && <SyncMark sync={row.sync} />}
          {row.answerLabel}
        </>
      }
    />
  );
}

function Assignee({ row }: { readonly row: HumanTaskRow }) {
  const name = row.assigneeName ?? row.assigneeId;
  return name === null ? <>{strings.step.unassigned}</> : <>{strings.row.assignee(name)}</>;
}

/** What the row's icon, colour and dot say to those who see them. */
function spokenFacts(row: HumanTaskRow): string {
  return [
    strings.modes[row.mode],
    ...(row.risk === 'low' ? [] : [strings.risks[row.risk]]),
    ...(row.unread && row.answerLabel === null ? [strings.row.unread] : []),
  ].join(', ');
}

function Spoken({ text }: { readonly text: string }) {
  return <span className="cs-visually-hidden">{`, ${text}`}</span>;
}

function State({ icon: Icon, label }: { readonly icon: Icon; readonly label: string }) {
  return (
    <span className={classes.state} title={label}>
      <Icon size={14} stroke={1.6} aria-hidden />
      <span className="cs-visually-hidden">{label}</span>
    </span>
  );
}
