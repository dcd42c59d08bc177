import { useEffect } from 'react';
import type { StoredFile } from '../../../shared/contract/files.ts';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { FileRequirement } from '../../../shared/human-task/file.ts';
import { isAccepted } from '../../../shared/human-task/file-type.ts';
import { api, client, queryClient } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { announce } from '../../ui/announcer.tsx';
import { toProblem } from '../../ui/problem.ts';
import { useStore } from '../../ui/store.ts';
import { useUploadedFiles } from './files/files-of.ts';
import classes from './files/files.module.css';
import { RequirementCard } from './files/requirement-card.tsx';
import { addFiles, uploads } from './files/uploads.ts';
import type { AnswerState } from './use-answer.ts';

interface FilesAnswerProps {
  readonly task: HumanTask;
  readonly answer: AnswerState;
}

/** Every document that is asked for, each with a place to drop it. Files are uploaded as soon as they are chosen. */
export function FilesAnswer({ task, answer }: FilesAnswerProps) {
  const { taskAsstId, ask } = task;
  const files = useUploadedFiles(task);
  const running = useStore(uploads).filter((upload) => upload.taskAsstId === taskAsstId);
  const requirements = ask.files ?? [];
  const filesFor = ({ name }: FileRequirement) => files.filter((file) => file.requirement === name);
  const add = (wanted: FileRequirement, chosen: readonly File[]) =>
    void addFiles(taskAsstId, wanted, filesFor(wanted).length, chosen);
  usePaste((pasted) => {
    const wanted =
      requirements.find(
        (one) => filesFor(one).length < one.maxCount && pasted.every((file) => fits(one, file)),
      ) ?? requirements[0];
    if (wanted !== undefined) add(wanted, pasted);
  });
  return (
    <div className={classes.requirements}>
      {requirements.map((wanted) => (
        <RequirementCard
          key={wanted.name}
          taskAsstId={taskAsstId}
          wanted={wanted}
          files={filesFor(wanted)}
          running={running.filter((upload) => upload.requirement === wanted.name)}
          problems={answer.fieldProblems.filter(({ pointer }) => isAbout(pointer, wanted.name))}
          onAdd={(chosen) => add(wanted, chosen)}
          onRemove={(file) => void takeBack(taskAsstId, file)}
        />
      ))}
      {answer.valueError !== null && answer.fieldProblems.length === 0 && (
        <p className={classes.error} role="alert">
          {answer.valueError}
        </p>
      )}
    </div>
  );
}

/** Files pasted anywhere on the page; text goes where it is pasted. */
function usePaste(onFiles: (files: readonly File[]) => void): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      onFiles(files);
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  });
}

function fits({ accept }: FileRequirement, file: File): boolean {
  return isAccepted(accept, file);
}

function isAbout(pointer: string, name: string): boolean {
  const own = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return pointer === own || pointer.startsWith(`${own}/`);
}

async function takeBack(taskAsstId: string, { fileId, name }: StoredFile): Promise<void> {
  try {
    await client.files.remove({ taskAsstId, fileId });
    await queryClient.invalidateQueries({ queryKey: api.files.list.key({ input: { taskAsstId } }) });
    announce(strings.files.removed(name));
  } catch (error) {
    announce(toProblem(error).title, 'info');
  }
}
