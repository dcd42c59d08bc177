import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { dataPaths } from '../../../src/local/data-folder.ts';
import { openTestAccount, temporaryFolder, type TestAccount } from '../../support/account.ts';
import { digestOf, pdf, startFileTask } from '../../support/file-task.ts';

// F3: bytes that a row names are never removed, whatever happens at once.

type Step = { kind: 'upload'; content: number } | { kind: 'take back the first' } | { kind: 'tidy' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('upload' as const), content: fc.nat(1) }) },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: 'take back the first' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'tidy' }) },
);

it('uploads of the same bytes, takings back and tidying at once never lose what is listed', async () => {
  using folder = temporaryFolder();
  await using test = openTestAccount(folder.path);
  const { taskAsstId } = await startFileTask(test);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      await Promise.allSettled(steps.map((one) => take(test, taskAsstId, one)));
      const { files } = await test.client.files.list({ taskAsstId });
      for (const { fileId, digest } of files) {
        const { bytes } = await test.account.files.read(test.account.actor, { taskAsstId, fileId });
        expect(digestOf(Buffer.concat(await bytes.toArray()))).toBe(digest);
      }
      await test.account.files.tidy();
      const named = new Set(files.map(({ digest }) => digest.slice('sha-256:'.length)));
      expect(new Set(stored(folder.path))).toEqual(named);
      for (const { fileId } of files) await test.client.files.remove({ taskAsstId, fileId });
    }),
    { numRuns: 100 },
  );
});

async function take({ account, client }: TestAccount, taskAsstId: string, one: Step): Promise<void> {
  if (one.kind === 'tidy') return account.files.tidy();
  if (one.kind === 'upload') {
    const bytes = pdf(String(one.content));
    const request = { taskAsstId, requirement: 'contract', name: 'contract.pdf', size: bytes.length };
    const { uploads } = account.files;
    const uploadId = await uploads.begin(account.actor, request);
    await uploads.append(account.actor, uploadId, 0, bytes);
    await uploads.finish(account.actor, uploadId, undefined);
    return;
  }
  const { files } = await client.files.list({ taskAsstId });
  const [first] = files;
  if (first !== undefined) await client.files.remove({ taskAsstId, fileId: first.fileId });
}

function stored(folder: string): string[] {
  const root = join(dataPaths(folder).files, 'sha256');
  return readdirSync(root).flatMap((shelf) => readdirSync(join(root, shelf)));
}
