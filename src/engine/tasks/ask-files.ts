import { z } from 'zod';
import {
  type FileRequirement,
  largestFile,
  mostFilesOfTask,
  usualLargestFile,
} from '../../shared/human-task/file.ts';
import { sizeInWords } from '../../shared/human-task/file-answer.ts';
import { humanize } from '../../shared/human-task/title.ts';
import { Template, WrappedExpression } from '../definition/fields.ts';
import type { TaskScope } from './task-type.ts';

const units: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
};

/** `25 MB`, or bytes. */
const Size = z.union([
  z.int().min(1),
  z.string().regex(/^\d+(\.\d+)? ?(B|KB|MB|GB)$/, { error: 'A size is e.g. "25 MB", or a number of bytes.' }),
]);

/** `application/pdf`, `image/*` or `.pdf`. */
const Accepted = z.string().regex(/^(\.[A-Za-z0-9.]+|[a-z]+\/(\*|[A-Za-z0-9.+-]+))$/, {
  error: 'Must be an ending such as ".pdf", or a media type such as "image/*".',
});

export const FileSource = z.strictObject({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, {
    error: 'A name has letters, digits, _ and -, and begins with a letter.',
  }),
  title: Template.optional(),
  description: Template.optional(),
  required: z.boolean().optional(),
  accept: z.array(Accepted).max(50).optional(),
  maxSize: Size.optional(),
  minCount: z.int().min(1).optional(),
  maxCount: z.int().min(1).optional(),
});
export type FileSource = z.infer<typeof FileSource>;

/** A list, or an expression that gives one. */
export const FilesSource = z.union([z.array(FileSource), WrappedExpression]);
export type FilesSource = z.infer<typeof FilesSource>;

/** Where a workflow only says that it wants files: any, and several. */
const anyFiles: FileSource = { name: 'files' };
const usualMostFiles = 10;

/** What is wrong with requirements, as far as their schema cannot say it; `at` is a path below `files`. */
export function fileSourceProblems(
  sources: readonly FileSource[],
): { at: readonly (string | number)[]; message: string }[] {
  const names = new Set<string>();
  const problems = sources.flatMap((source, index) => {
    const twice = names.has(source.name)
      ? [{ at: [index, 'name'], message: `${source.name} is there twice.` }]
      : [];
    names.add(source.name);
    return [
      ...twice,
      ...limitProblems(source).map(({ field, message }) => ({ at: [index, field], message })),
    ];
  });
  return sources.length === 0 ? [{ at: [], message: 'Needs at least one kind of file.' }] : problems;
}

/**
 * What is wanted, every default filled in.
 * @throws Error with a message for people when an expression gave no requirements
 */
export async function evaluateFiles(
  source: FilesSource | undefined,
  scope: TaskScope,
): Promise<FileRequirement[]> {
  const data = typeof source === 'string' ? await scope.data(source) : null;
  const sources =
    data === null ? (Array.isArray(source) ? source : [anyFiles]) : z.array(FileSource).parse(data);
  const [problem] = fileSourceProblems(sources);
  if (problem !== undefined) throw new RangeError(problem.message);
  // Texts that came as data are shown as they are: a `${ … }` in them is text.
  const text = (template: string) => (data === null ? scope.text(template) : Promise.resolve(template));
  return Promise.all(sources.map((one) => requirement(one, text)));
}

async function requirement(
  { name, title, description, required = true, accept = [], maxSize, minCount = 1, maxCount }: FileSource,
  text: (template: string) => Promise<string>,
): Promise<FileRequirement> {
  return {
    name,
    title: title === undefined ? humanize(name) : await text(title),
    ...(description === undefined ? {} : { description: await text(description) }),
    required,
    accept: accept.map((pattern) => pattern.toLowerCase()),
    maxSize: maxSize === undefined ? usualLargestFile : bytes(maxSize),
    minCount,
    maxCount: maxCount ?? Math.max(minCount, usualMostFiles),
  };
}

function limitProblems({ maxSize, minCount, maxCount }: FileSource): { field: string; message: string }[] {
  const problems: { field: string; message: string }[] = [];
  if (maxSize !== undefined && (bytes(maxSize) > largestFile || bytes(maxSize) < 1)) {
    problems.push({ field: 'maxSize', message: `A file has at most ${sizeInWords(largestFile)}.` });
  }
  if ((minCount ?? 0) > mostFilesOfTask || (maxCount ?? 0) > mostFilesOfTask) {
    problems.push({ field: 'maxCount', message: `A task takes at most ${mostFilesOfTask} files.` });
  }
  if (minCount !== undefined && maxCount !== undefined && minCount > maxCount) {
    problems.push({ field: 'minCount', message: 'Is more than maxCount.' });
  }
  return problems;
}

function bytes(size: number | string): number {
  if (typeof size === 'number') return size;
  const [, count = '', unit = ''] = /^([\d.]+) ?(\w+)$/.exec(size) ?? [];
  return Math.floor(Number(count) * (units[unit] ?? Number.NaN));
}
