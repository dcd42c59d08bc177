import type { FieldProblem } from '../errors.ts';
import { isJsonObject } from '../json-object.ts';
import type { Json } from '../json.ts';
import { escapeSegment } from '../json-schema/pointer-segment.ts';
import { isAccepted } from './file-type.ts';
import { FileReference, type FileRequirement } from './file.ts';

/**
 * Every way in which files do not fit what is wanted. The value is `{ <requirement>: [reference, …] }`; that the references
 * tell the truth is for the store to see to. Pointers are into the value.
 */
export function fileProblems(requirements: readonly FileRequirement[], value: Json): FieldProblem[] {
  if (!isJsonObject(value))
    return [{ pointer: '', message: 'Must be an object: a list of files for each name.' }];
  const known = new Set(requirements.map(({ name }) => name));
  const unknown = Object.keys(value)
    .filter((name) => !known.has(name))
    .map((name) => ({
      pointer: `/${escapeSegment(name)}`,
      message: 'No files of this name are asked for.',
    }));
  return [...unknown, ...requirements.flatMap((wanted) => requirementProblems(wanted, value[wanted.name]))];
}

/** Whether no file at all is in it. */
export function hasNoFiles(value: Json): boolean {
  return (
    isJsonObject(value) && Object.values(value).every((files) => Array.isArray(files) && files.length === 0)
  );
}

function requirementProblems(wanted: FileRequirement, given: Json | undefined): FieldProblem[] {
  const pointer = `/${escapeSegment(wanted.name)}`;
  const files = given ?? [];
  if (!Array.isArray(files)) return [{ pointer, message: 'Must be a list of files.' }];
  if (files.length === 0) {
    return wanted.required ? [{ pointer, message: `${wanted.title}: a file is required.` }] : [];
  }
  const problems: FieldProblem[] = [];
  if (files.length < wanted.minCount) {
    problems.push({ pointer, message: `${wanted.title}: at least ${wanted.minCount} files are needed.` });
  }
  if (files.length > wanted.maxCount) {
    problems.push({ pointer, message: `${wanted.title}: at most ${wanted.maxCount} are taken.` });
  }
  const handles = new Set<string>();
  files.forEach((file, index) => {
    const message = referenceProblem(wanted, file, handles);
    if (message !== null) problems.push({ pointer: `${pointer}/${index}`, message });
  });
  return problems;
}

function referenceProblem(wanted: FileRequirement, file: Json, earlier: Set<string>): string | null {
  const reference = FileReference.safeParse(file);
  if (!reference.success) return 'Is not a file that was uploaded.';
  const { handle } = reference.data;
  if (earlier.has(handle)) return `${reference.data.name} is there twice.`;
  earlier.add(handle);
  return fileProblem(wanted, reference.data);
}

/** Why one file is not what is wanted, or null. The same sentence before an upload, after it, and in an answer. */
export function fileProblem(
  { accept, maxSize }: FileRequirement,
  file: { name: string; size: number; type: string },
): string | null {
  if (file.size > maxSize)
    return `${file.name} is ${sizeInWords(file.size)}; at most ${sizeInWords(maxSize)} are taken.`;
  if (!isAccepted(accept, file)) return `${file.name} is ${file.type}; what is taken: ${accept.join(', ')}.`;
  return null;
}

/** `25 MB`: binary multiples, as file managers mean them. */
export function sizeInWords(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${Number(size.toFixed(size < 10 ? 1 : 0))} ${units[unit]}`;
}
