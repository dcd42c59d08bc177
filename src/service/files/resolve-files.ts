import type { Response } from '../../shared/human-task/answer.ts';
import { fileHandle, fileIdOf, type FileReference } from '../../shared/human-task/file.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import type { Json } from '../../shared/json.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import type { FileRow } from './file-row.ts';

export interface ResolvedAnswer {
  readonly response: Response;
  readonly fileIds: ReadonlySet<string>;
}

/**
 * An answer of files as the workflow gets it. What is sent names files by their handles, alone or in the `handle` of a reference;
 * every other fact is the store's. What is no file of this task becomes null, which no requirement takes.
 */
export function resolveFiles(
  task: TaskRow,
  response: Response,
  find: (fileId: string) => FileRow | null,
): ResolvedAnswer {
  const fileIds = new Set<string>();
  const { value } = response;
  if (task.instance.ask?.mode !== 'file' || !isJsonObject(value)) return { response, fileIds };
  const reference = (sent: Json): Json => {
    const file = find(fileIdOf(handleIn(sent)) ?? '');
    if (file === null || file.taskId !== task.id) return null;
    fileIds.add(file.id);
    const { name, size, type, digest } = file;
    return { handle: fileHandle(file.id), name, size, type, digest } satisfies FileReference;
  };
  const resolved = Object.entries(value).map(([name, files]) => [
    name,
    Array.isArray(files) ? files.map(reference) : files,
  ]);
  return { response: { ...response, value: Object.fromEntries(resolved) as Json }, fileIds };
}

function handleIn(sent: Json): string {
  const handle = isJsonObject(sent) ? sent['handle'] : sent;
  return typeof handle === 'string' ? handle : '';
}
