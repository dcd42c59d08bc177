import type { Json } from '../shared/json.ts';

// What no process that people take part in comes near to. They turn what would never end, or fill the memory or the disk, into
// an error of the process that made it.

/** Tasks of one process, each iteration and each attempt counted. */
export const mostInstances = 100_000;

/** Tasks that begin in one walk, which is one transaction: some milliseconds of writing. */
export const mostPerWalk = 256;

/** Items that one loop goes through. */
export const mostItems = 100_000;

/** Characters and values in one output, input or context, roughly the size of its JSON. */
export const largestData = 8 * 1024 * 1024;

/** Levels of lists and objects in data. */
export const deepestData = 500;

/** What is too much about data, in words, or null. */
export function sizeProblem(data: Json | undefined): string | null {
  let left = largestData;
  const stack: { value: Json | undefined; depth: number }[] = [{ value: data, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { value, depth } = top;
    if (depth > deepestData) return `The data is nested deeper than ${deepestData} levels.`;
    left -= typeof value === 'string' ? value.length + 2 : 6;
    if (left < 0) return `The data is larger than ${largestData / 1024 / 1024} MB.`;
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      if (value.length * 2 > left) return `The data is larger than ${largestData / 1024 / 1024} MB.`;
      for (const item of value) stack.push({ value: item, depth: depth + 1 });
      continue;
    }
    for (const key of Object.keys(value)) {
      left -= key.length + 3;
      stack.push({ value: value[key], depth: depth + 1 });
    }
  }
  return null;
}
