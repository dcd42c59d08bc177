import { IconArrowUpLeft } from '@tabler/icons-react';
import type { ProcessDetail, ProcessReference } from '../../../shared/contract/processes.ts';
import { strings } from '../../strings.ts';
import { Section } from '../../ui/heading.tsx';
import { processIcons } from '../../ui/task-icons.tsx';
import classes from './process.module.css';

interface RelatedProps {
  readonly process: ProcessDetail;
  readonly onOpenProcess: (processId: string) => void;
}

/** The way to the process that started this one. */
export function ParentProcess({ process, onOpenProcess }: RelatedProps) {
  const { parent } = process;
  if (parent === null) return null;
  return (
    <p>
      <button type="button" className={classes.related} onClick={() => onOpenProcess(parent.processId)}>
        <IconArrowUpLeft size={15} stroke={1.75} aria-hidden />
        {strings.process.partOf(parent.title)}
      </button>
    </p>
  );
}

/** The processes that this one has started. */
export function ChildProcesses({ process, onOpenProcess }: RelatedProps) {
  if (process.children.length === 0) return null;
  return (
    <Section title={strings.process.runs}>
      <ul>
        {process.children.map((child) => (
          <li key={child.processId}>
            <ChildLink child={child} onOpenProcess={onOpenProcess} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ChildLink({
  child,
  onOpenProcess,
}: { readonly child: ProcessReference } & Pick<RelatedProps, 'onOpenProcess'>) {
  const Icon = processIcons[child.statusCode];
  return (
    <button type="button" className={classes.related} onClick={() => onOpenProcess(child.processId)}>
      <Icon size={15} stroke={1.75} aria-hidden />
      <span className={classes.relatedTitle}>{child.title}</span>
      <span className={classes.faint}>{strings.processStatus[child.statusCode]}</span>
    </button>
  );
}
