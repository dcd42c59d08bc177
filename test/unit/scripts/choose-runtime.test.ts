import { describe, expect, test } from 'vitest';
import { chooseRuntime, stillStands } from '../../../scripts/lib/choose-runtime.mjs';
import { downloadUrl } from '../../../scripts/lib/official-runtime.mjs';

const offline = { officialAtHand: false, officialReachable: async () => false, fallbackSupported: true };
const notAsked = () => Promise.reject(new Error('the network must not be asked'));

describe('the choice of a runtime', () => {
  test('is the official one without asking the network when it is at hand', async () => {
    const choice = await chooseRuntime({ ...offline, officialAtHand: true, officialReachable: notAsked });
    expect(choice.kind).toBe('official');
  });

  test('is the official one when its release host answers', async () => {
    const choice = await chooseRuntime({ ...offline, officialReachable: async () => true });
    expect(choice).toMatchObject({ kind: 'official', orFallback: true });
  });

  test('is the fallback when the release host does not answer', async () => {
    expect((await chooseRuntime(offline)).kind).toBe('fallback');
  });

  test('is none where there is no fallback either', async () => {
    expect((await chooseRuntime({ ...offline, fallbackSupported: false })).kind).toBe('none');
  });

  test.each([
    ['official', { kind: 'official', orFallback: false }],
    ['fallback', { kind: 'fallback' }],
    ['/opt/electron/electron', { kind: 'custom', executable: '/opt/electron/electron' }],
  ])('is what the user says: %s', async (override, expected) => {
    expect(await chooseRuntime({ ...offline, officialReachable: notAsked, override })).toMatchObject(
      expected,
    );
  });

  test('is none when the user wants a fallback that this platform lacks', async () => {
    expect((await chooseRuntime({ ...offline, fallbackSupported: false, override: 'fallback' })).kind).toBe(
      'none',
    );
  });
});

describe('a choice made earlier', () => {
  const runtime = {
    kind: 'fallback' as const,
    executable: '/cache/electron',
    electronVersion: '33.2.1',
    nodeVersion: '20.18.1',
    chromeVersion: '130.0.0.0',
    nodeApi: 9,
    pinned: '45.4.1',
  };
  const now = { pinned: '45.4.1', exists: true };

  test('stands, so that the network is not asked at every start', () => {
    expect(stillStands(runtime, now)).toBe(true);
    expect(stillStands(runtime, { ...now, override: 'fallback' })).toBe(true);
  });

  test('falls when another Electron is pinned, its file is gone or the user wants another', () => {
    expect(stillStands(undefined, now)).toBe(false);
    expect(stillStands(runtime, { ...now, pinned: '46.0.0' })).toBe(false);
    expect(stillStands(runtime, { ...now, exists: false })).toBe(false);
    expect(stillStands(runtime, { ...now, override: 'official' })).toBe(false);
    expect(stillStands(runtime, { ...now, override: '/opt/electron' })).toBe(false);
  });

  test('of a runtime of the user falls once the user no longer names it', () => {
    const custom = { ...runtime, kind: 'custom' as const };
    expect(stillStands(custom, { ...now, override: '/cache/electron' })).toBe(true);
    expect(stillStands(custom, now)).toBe(false);
  });
});

test('the archive is looked for where the mirror of the user is', () => {
  expect(downloadUrl('45.4.1', {})).toMatch(
    /^https:\/\/github\.com\/electron\/electron\/releases\/download\/v45\.4\.1\/electron-v45\.4\.1-\w+-\w+\.zip$/,
  );
  expect(downloadUrl('45.4.1', { ELECTRON_MIRROR: 'https://mirror.test/e' })).toMatch(
    /^https:\/\/mirror\.test\/e\/v45\.4\.1\/electron-v45/,
  );
});
