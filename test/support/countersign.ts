import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from './account.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command as a person runs it, the launcher on the bundle, while this process goes on: it may serve what is called. */
export function countersign(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(projectFolder, 'bin/countersign.mjs'), ...args], (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err });
    });
  });
}

export interface Files extends Disposable {
  /** The path of a new file. */
  write(name: string, text: string): string;
  /** The same for a workflow of the namespace `test`, from everything below its document. */
  workflow(body: string, name?: string): string;
}

/** A folder for the files that a command is given. */
export function someFiles(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-files-'));
  const write = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  return {
    write,
    workflow: (body, name = 'example') =>
      write(
        `${name}.yaml`,
        `document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '1.0.0' }\n${body}`,
      ),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
