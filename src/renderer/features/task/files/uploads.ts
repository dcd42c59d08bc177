import type { FileRequirement } from '../../../../shared/human-task/file.ts';
import { sizeInWords } from '../../../../shared/human-task/file-answer.ts';
import { api, client, queryClient } from '../../../app/api.ts';
import { strings } from '../../../strings.ts';
import { announce } from '../../../ui/announcer.tsx';
import { toProblem } from '../../../ui/problem.ts';
import { createStore } from '../../../ui/store.ts';
import { uploadFile } from './upload-file.ts';

/** A file on its way, or one that did not arrive. */
export interface RunningUpload {
  readonly id: string;
  readonly taskAsstId: string;
  readonly requirement: string;
  readonly name: string;
  readonly size: number;
  readonly received: number;
  /** Why it did not arrive; null: it is under way. */
  readonly problem: string | null;
}

/** Of all tasks: an upload goes on while one looks at something else. */
export const uploads = createStore<readonly RunningUpload[]>([]);
const aborts = new Map<string, AbortController>();

/** Uploads files for one requirement, one after the other. What it can be told at once that it does not fit is not sent. */
export async function addFiles(
  taskAsstId: string,
  wanted: FileRequirement,
  present: number,
  files: readonly File[],
): Promise<void> {
  const room = wanted.maxCount - present;
  for (const [index, file] of files.entries()) {
    if (index >= room) {
      refuse(taskAsstId, wanted, file, strings.files.tooMany(wanted.title, wanted.maxCount));
    } else if (file.size > wanted.maxSize) {
      const limit = sizeInWords(wanted.maxSize);
      refuse(taskAsstId, wanted, file, strings.files.tooLarge(sizeInWords(file.size), limit));
    } else {
      await run(taskAsstId, wanted, file);
    }
  }
}

/** Ends an upload, or takes away the line of one that did not arrive. */
export function dismiss(id: string): void {
  aborts.get(id)?.abort();
  remove(id);
}

async function run(taskAsstId: string, wanted: FileRequirement, file: File): Promise<void> {
  const id = begin(taskAsstId, wanted, file, null);
  const abort = new AbortController();
  aborts.set(id, abort);
  try {
    const onProgress = (received: number) => change(id, { received });
    const { signal } = abort;
    await uploadFile(client.files, { taskAsstId, requirement: wanted.name, file, onProgress, signal });
    await queryClient.invalidateQueries({ queryKey: api.files.list.key({ input: { taskAsstId } }) });
    remove(id);
    announce(strings.files.uploaded(file.name));
  } catch (error) {
    if (!abort.signal.aborted) change(id, { problem: inWords(error) });
  } finally {
    aborts.delete(id);
  }
}

function inWords(error: unknown): string {
  const { title, next, details } = toProblem(error);
  const [field] = details.fields ?? [];
  return field?.message ?? `${title.replace(/\.$/, '')}. ${next}`;
}

function refuse(taskAsstId: string, wanted: FileRequirement, file: File, problem: string): void {
  begin(taskAsstId, wanted, file, problem);
}

function begin(taskAsstId: string, wanted: FileRequirement, file: File, problem: string | null): string {
  const { name, size } = file;
  const id = crypto.randomUUID();
  uploads.set([
    ...uploads.get(),
    { id, taskAsstId, requirement: wanted.name, name, size, received: 0, problem },
  ]);
  return id;
}

function change(id: string, changed: Partial<RunningUpload>): void {
  uploads.set(uploads.get().map((upload) => (upload.id === id ? { ...upload, ...changed } : upload)));
}

function remove(id: string): void {
  uploads.set(uploads.get().filter((upload) => upload.id !== id));
}
