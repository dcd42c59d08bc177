import { readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import type { Log } from '../../service/log.ts';

/** Encrypted values as base64, by name. */
const EncryptedFile = z.record(z.string(), z.base64());
type EncryptedFile = z.infer<typeof EncryptedFile>;

/** A file that cannot be understood is set aside, not lost. */
export function readEncrypted(file: string, log: Log): EncryptedFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {};
  }
  try {
    return EncryptedFile.parse(JSON.parse(text));
  } catch {
    const aside = `${file}.damaged`;
    renameSync(file, aside);
    log.warn('The secrets could not be read; they were set aside', { aside });
    return {};
  }
}
