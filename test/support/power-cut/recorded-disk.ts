import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

// A program's writes are recorded by a tracer of system calls, in their order. A power cut at any place leaves what was synced before,
// and of what was not synced any part: of each write all, nothing, or some sectors of it.

/** One step on the way to the disk. Files are named from the folder that was recorded. */
export type DiskStep =
  | { readonly kind: 'write'; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly length: number }
  | { readonly kind: 'sync'; readonly file: string }
  | { readonly kind: 'remove'; readonly file: string }
  /** What the program has said to its user by then. */
  | { readonly kind: 'said'; readonly text: string };

const calls = 'pwrite64,ftruncate,fsync,fdatasync,unlink,write';
const sector = 512;

/** Runs a program of this project under a tracer. @throws Error when it fails, or nothing could be traced */
export function recordDisk(folder: string, program: string, args: readonly string[]): DiskStep[] {
  const log = join(folder, 'trace');
  const data = join(folder, 'data');
  mkdirSync(data);
  const tracer = [
    '-f',
    '-qq',
    '-y',
    '-xx',
    '-s',
    '100000000',
    '--seccomp-bpf',
    '-e',
    `trace=${calls}`,
    '-o',
    log,
  ];
  const result = spawnSync(
    'strace',
    [
      ...tracer,
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      program,
      `--folder=${data}`,
      ...args,
    ],
    { encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  if (result.status !== 0)
    throw new Error(`It could not be recorded: ${result.error?.message ?? result.stderr}`);
  const steps = readFileSync(log, 'latin1')
    .split('\n')
    .flatMap((line) => stepOf(line, data));
  if (!steps.some(({ kind }) => kind === 'write')) throw new Error('Nothing was recorded');
  return steps;
}

/** A line such as `12 pwrite64(20<\x2f…>, "\x00…", 4096, 8192) = 4096`; one that is not finished yet has its arguments too. */
function stepOf(line: string, data: string): DiskStep[] {
  const [, name, rest = ''] = /^\d+ +(\w+)\((.*)$/.exec(line) ?? [];
  if (name === undefined || / = -1 /.test(rest.slice(-80))) return [];
  const [, path] = name === 'unlink' ? (/^"([^"]*)"/.exec(rest) ?? []) : (/^\d+<([^>]*)>/.exec(rest) ?? []);
  const text = /^\d+<[^>]*>, "([^"]*)"/.exec(rest)?.[1] ?? '';
  if (name === 'write') {
    const words = unescaped(text).toString();
    return rest.startsWith('1<') && words.startsWith('acknowledged ')
      ? [{ kind: 'said', text: words.trim() }]
      : [];
  }
  const file = relative(data, unescaped(path ?? '').toString());
  if (file.startsWith('..') || file.endsWith('-shm')) return [];
  const numbers = (/", (\d+), (\d+)/.exec(rest) ?? /^\d+<[^>]*>, ()(\d+)/.exec(rest) ?? [])
    .slice(1)
    .map(Number);
  const last = numbers[1] ?? 0;
  if (name === 'pwrite64') return [{ kind: 'write', file, at: last, bytes: unescaped(text) }];
  if (name === 'ftruncate') return [{ kind: 'truncate', file, length: last }];
  if (name === 'unlink') return [{ kind: 'remove', file }];
  return [{ kind: 'sync', file }];
}

function unescaped(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}

export interface RecordedDisk {
  /**
   * The files as a power cut leaves them after so many steps, which are never fewer than those of the cut before.
   * @param random at least 0 and below 1: which unsynced writes arrived
   */
  cutPower(after: number, random: () => number): Map<string, Buffer>;
}

export function recordedDisk(steps: readonly DiskStep[]): RecordedDisk {
  const synced = new Map<string, Buffer>();
  const pending = new Map<string, DiskStep[]>();
  let done = 0;
  const take = (step: DiskStep) => {
    if (step.kind === 'said') return;
    if (step.kind === 'sync' && step.file === theFolder) removeForGood(synced, pending);
    else if (step.kind === 'sync') {
      for (const waiting of pending.get(step.file) ?? []) apply(synced, waiting);
      pending.delete(step.file);
    } else {
      const waiting = pending.get(step.file) ?? [];
      waiting.push(step);
      pending.set(step.file, waiting);
    }
  };
  return {
    cutPower(after, random) {
      if (after < done) throw new Error('The power was cut later before');
      for (const step of steps.slice(done, after)) take(step);
      done = after;
      const files = new Map([...synced].map(([name, bytes]) => [name, Buffer.from(bytes)]));
      for (const waiting of pending.values()) for (const step of waiting) applyPart(files, step, random);
      return files;
    },
  };
}

/** What a sync of the folder itself is of. */
const theFolder = '';

/** A folder that is synced knows which files it has, and nothing of what is in them. */
function removeForGood(files: Map<string, Buffer>, pending: Map<string, DiskStep[]>): void {
  for (const [file, waiting] of pending) {
    const removed = waiting.findLastIndex(({ kind }) => kind === 'remove');
    if (removed === -1) continue;
    files.delete(file);
    pending.set(file, waiting.slice(removed + 1));
  }
}

function applyPart(files: Map<string, Buffer>, step: DiskStep, random: () => number): void {
  const fate = random();
  if (fate < 0.4) return;
  if (fate < 0.7 || step.kind !== 'write') return apply(files, step);
  for (let from = 0; from < step.bytes.length; from += sector) {
    if (random() < 0.5) continue;
    apply(files, { ...step, at: step.at + from, bytes: step.bytes.subarray(from, from + sector) });
  }
}

function apply(files: Map<string, Buffer>, step: DiskStep): void {
  if (step.kind === 'remove') files.delete(step.file);
  else if (step.kind === 'truncate') files.set(step.file, sized(files.get(step.file), step.length));
  else if (step.kind === 'write') {
    const before = files.get(step.file);
    const end = step.at + step.bytes.length;
    const whole = before === undefined || before.length < end ? sized(before, end) : before;
    step.bytes.copy(whole, step.at);
    files.set(step.file, whole);
  }
}

function sized(bytes: Buffer | undefined, length: number): Buffer {
  const sizedTo = Buffer.alloc(length);
  bytes?.copy(sizedTo, 0, 0, Math.min(bytes.length, length));
  return sizedTo;
}

/** Puts them where a program can open them. */
export function writeFiles(folder: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}
