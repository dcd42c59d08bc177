import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../../src/shared/human-task/ask.ts';
import type { Json } from '../../../../src/shared/json.ts';
import { problemsOf, start, taskAt } from '../../../support/engine.ts';

async function asked(ask: string, input: Json = {}): Promise<Ask> {
  const { state, result } = await start(`do: [{ handIn: { ask: ${ask} } }]`, input);
  const found = taskAt(state, '/do/0/handIn').ask;
  if (found === null) throw new Error(result.error?.detail ?? 'Nothing was asked');
  return found;
}

describe('an ask for files', () => {
  it('says for each what it is, whether it has to be, of which kinds, how large and how many', async () => {
    const ask = await asked(
      "{ prompt: x, mode: file, files: [{ name: signedContract, title: 'Contract with ${ .who }', accept: [.PDF], " +
        'maxSize: 1.5 MB, maxCount: 1 }, { name: photos, required: false, minCount: 2 }] }',
      { who: 'Ada' },
    );
    expect(ask.files).toEqual([
      {
        name: 'signedContract',
        title: 'Contract with Ada',
        required: true,
        accept: ['.pdf'],
        maxSize: 1.5 * 1024 * 1024,
        minCount: 1,
        maxCount: 1,
      },
      {
        name: 'photos',
        title: 'Photos',
        required: false,
        accept: [],
        maxSize: 25 * 1024 * 1024,
        minCount: 2,
        maxCount: 10,
      },
    ]);
  });

  it('that says nothing else takes several of any kind', async () => {
    expect((await asked('{ prompt: x, mode: file }')).files).toMatchObject([{ name: 'files', accept: [] }]);
  });

  it('may come from data, whose texts are shown as they are', async () => {
    const files = [{ name: 'a', title: 'Not ${ evaluated }' }];
    const ask = await asked("{ prompt: x, mode: file, files: '${ .files }' }", { files });
    expect(ask.files).toMatchObject([{ name: 'a', title: 'Not ${ evaluated }' }]);
  });

  it('whose data is no list of requirements faults its process, and says why', async () => {
    const files = [{ name: 'a', maxSize: '1 TB' }];
    await expect(asked("{ prompt: x, mode: file, files: '${ .files }' }", { files })).rejects.toThrow(
      /cannot be shown: files: .*25 MB/s,
    );
  });

  it.each([
    ['files: []', '/files: Needs at least one kind of file.'],
    ['files: [{ name: a }, { name: a }]', '/files/1/name: a is there twice.'],
    ['files: [{ name: a, minCount: 3, maxCount: 2 }]', '/files/0/minCount: Is more than maxCount.'],
    ['files: [{ name: a, maxSize: 1 GB }]', '/files/0/maxSize: A file has at most 256 MB.'],
    ['files: [{ name: a, maxCount: 101 }]', '/files/0/maxCount: A task takes at most 100 files.'],
    ['default: {}', '/default: Files have no default.'],
    ['options: [a]', '/options: Files take no options: what is wanted is listed under `files`.'],
    [
      'schema: {}',
      '/schema: Goes with mode object, approval, confirm or choice only; for other modes use `validate`.',
    ],
  ])('with %s is refused when it is loaded', (field, problem) => {
    expect(problemsOf(`do: [{ a: { ask: { prompt: x, mode: file, ${field} } } }]`)).toContain(
      `/do/0/a/ask${problem}`,
    );
  });

  it('of another mode is refused', () => {
    expect(problemsOf('do: [{ a: { ask: { prompt: x, files: [{ name: a }] } } }]')).toEqual([
      '/do/0/a/ask/files: Goes with mode file only.',
    ]);
  });
});
