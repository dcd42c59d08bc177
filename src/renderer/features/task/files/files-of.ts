import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { StoredFile } from '../../../../shared/contract/files.ts';
import type { HumanTask } from '../../../../shared/contract/human-tasks.ts';
import { fileIdOf, FileReference } from '../../../../shared/human-task/file.ts';
import type { Json } from '../../../../shared/json.ts';
import { api } from '../../../app/api.ts';

export interface ShownFile extends FileReference {
  readonly fileId: string;
}

const none: readonly StoredFile[] = [];

/** What was uploaded for a task that asks for files. */
export function useUploadedFiles({ taskAsstId, ask }: HumanTask): readonly StoredFile[] {
  const input = { taskAsstId };
  const enabled = ask.mode === 'file';
  return useQuery(api.files.list.queryOptions({ input, enabled })).data?.files ?? none;
}

/** Every file that the task has to do with: those of the tasks before it, then its own. */
export function useFilesOf(task: HumanTask): readonly ShownFile[] {
  const own = useUploadedFiles(task);
  return useMemo(() => {
    const files = new Map<string, ShownFile>();
    for (const previous of task.previousTasks)
      for (const file of filesIn(previous.output)) files.set(file.fileId, file);
    for (const file of own) files.set(file.fileId, file);
    return [...files.values()];
  }, [own, task.previousTasks]);
}

/** The answer that the uploaded files are: a list of references for each requirement. */
export function filesValue(task: Pick<HumanTask, 'ask'>, files: readonly StoredFile[]): Json {
  return Object.fromEntries(
    (task.ask.files ?? []).map(({ name }) => [
      name,
      files.filter((file) => file.requirement === name).map((file) => FileReference.parse(file)),
    ]),
  );
}

/** The references to files anywhere in a value. */
export function filesIn(value: Json): ShownFile[] {
  if (value === null || typeof value !== 'object') return [];
  const reference = FileReference.safeParse(value);
  const fileId = reference.success ? fileIdOf(reference.data.handle) : null;
  if (reference.success && fileId !== null) return [{ ...reference.data, fileId }];
  return Object.values(value).flatMap(filesIn);
}
