import { describe, expect, it } from 'vitest';
import { completeLockfile } from '../../../scripts/lockfile.mjs';

const tool = {
  version: '1.2.3',
  dev: true,
  license: 'MIT',
  optionalDependencies: { '@tool/linux-x64-gnu': '1.2.3', '@tool/darwin-arm64': '1.2.3', helper: '^2.0.0' },
};

describe('completeLockfile', () => {
  it('names the binaries of other platforms, so that npm ci has nothing to miss and nothing more to fetch', () => {
    const packages = {
      '': {},
      'node_modules/tool': tool,
      'node_modules/@tool/linux-x64-gnu': { version: '1.2.3' },
    };
    expect(completeLockfile(packages)).toEqual({
      ...packages,
      'node_modules/@tool/darwin-arm64': {
        version: '1.2.3',
        cpu: ['arm64'],
        dev: true,
        license: 'MIT',
        optional: true,
        os: ['darwin'],
      },
    });
  });

  it('leaves a complete lockfile as it is, also where a package is nested', () => {
    const packages = {
      'node_modules/a/node_modules/tool': tool,
      'node_modules/a/node_modules/@tool/linux-x64-gnu': {},
      'node_modules/@tool/darwin-arm64': {},
    };
    expect(completeLockfile(packages)).toEqual(packages);
  });
});
