import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { StoredFile } from '../../shared/contract/files.ts';
import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import type { FileRequirement } from '../../shared/human-task/file.ts';
import type { Json } from '../../shared/json.ts';
import type { Api } from '../connect.ts';
import { UsageError } from '../report-failure.ts';

/**
 * Uploads what was typed as `name=path`, or `path` where one kind of file is asked for.
 * @returns the answer that refers to all of it
 * @throws UsageError for a name that is not asked for or a path that cannot be read
 */
export async function uploadFiles(api: Api, task: HumanTask, typed: readonly string[]): Promise<Json> {
  const wanted = task.ask.files ?? [];
  const value: Record<string, Json[]> = {};
  for (const { requirement, path } of typed.map((text) => parse(text, wanted))) {
    const { handle } = await upload(api, task.taskAsstId, requirement, path);
    (value[requirement] ??= []).push(handle);
  }
  return value;
}

function parse(text: string, wanted: readonly FileRequirement[]): { requirement: string; path: string } {
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(equals, 0));
  if (wanted.some((requirement) => requirement.name === name)) {
    return { requirement: name, path: text.slice(equals + 1) };
  }
  const [only, ...others] = wanted;
  if (only !== undefined && others.length === 0) return { requirement: only.name, path: text };
  const names = wanted.map((requirement) => requirement.name).join(', ');
  throw new UsageError(`Say which file it is, as --file name=path; the names are: ${names}.`);
}

async function upload(api: Api, taskAsstId: string, requirement: string, path: string): Promise<StoredFile> {
  const handle = await opened(path);
  try {
    const { size } = await handle.stat();
    const begun = await api.files.upload.begin({ taskAsstId, requirement, name: basename(path), size });
    const { uploadId, chunkSize } = begun;
    const hash = createHash('sha256');
    const buffer = Buffer.alloc(chunkSize);
    for (let offset = 0; offset < size;) {
      const { bytesRead } = await handle.read(buffer, 0, chunkSize, offset);
      if (bytesRead === 0) throw new UsageError(`${path} became shorter while it was read.`);
      const bytes = Uint8Array.from(buffer.subarray(0, bytesRead));
      hash.update(bytes);
      await api.files.upload.append({ taskAsstId, uploadId, offset, chunk: new File([bytes], 'chunk') });
      offset += bytesRead;
    }
    return await api.files.upload.finish({ taskAsstId, uploadId, digest: `sha-256:${hash.digest('hex')}` });
  } finally {
    await handle.close();
  }
}

async function opened(path: string): Promise<FileHandle> {
  try {
    const handle = await open(path, 'r');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UsageError(`${path} is not a file.`);
}
