import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../support/account.ts';
import { printTable } from '../../support/print.ts';
import { against } from './pairs.ts';

export async function slow(): Promise<void> {
  using folder = temporaryFolder();
  const disk = slowDisk(folder.path, 5);
  if (disk === null) {
    console.log('not measured: the slow disk is a C library, and there is no C compiler here');
    return;
  }
  const child = join(import.meta.dirname, 'slow-child.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', child],
    { env: { ...process.env, ...disk } },
  );
  const result = JSON.parse(stdout) as { engine: number; reference: number; ratio: number };
  printTable(
    ['with 5 ms more for each fsync', 'median /s'],
    [
      ['this engine', result.engine.toFixed(0)],
      ['reference, 5 commits each', result.reference.toFixed(0)],
    ],
  );
  console.log(`to the reference ${against(result.ratio, '≥', 10)}`);
}

/** Stands before the C library: each sync of a file takes longer by as many microseconds as the environment says. */
const shim = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>
static void delay(void) {
  const char *us = getenv("FSYNC_DELAY_US");
  if (us) usleep((useconds_t)atoi(us));
}
int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  delay();
  return real(fd);
}
int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  delay();
  return real(fd);
}
`;

/** @returns the environment of a program whose disk is that much slower, or null where there is no C compiler */
function slowDisk(folder: string, milliseconds: number): Record<string, string> | null {
  const source = join(folder, 'slow-fsync.c');
  const library = join(folder, 'slow-fsync.so');
  writeFileSync(source, shim);
  try {
    execFileSync(process.env['CC'] ?? 'cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], {
      stdio: 'pipe',
    });
  } catch {
    return null;
  }
  return { LD_PRELOAD: library, FSYNC_DELAY_US: String(milliseconds * 1000) };
}
