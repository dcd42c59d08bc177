import { describe, expect, it } from 'vitest';
import { dataFolder, dataPaths } from '../../../src/local/data-folder.ts';

describe('dataFolder', () => {
  const linux = { env: {}, platform: 'linux', homedir: '/home/maya' } as const;

  it('is the flag, else the environment, else the platform’s place', () => {
    const env = { COUNTERSIGN_DATA_DIR: '/from-env', XDG_DATA_HOME: '/xdg' };
    expect(dataFolder({ ...linux, flag: '/from-flag', env })).toBe('/from-flag');
    expect(dataFolder({ ...linux, env })).toBe('/from-env');
    expect(dataFolder({ ...linux, env: { XDG_DATA_HOME: '/xdg' } })).toBe('/xdg/countersign');
    expect(dataFolder(linux)).toBe('/home/maya/.local/share/countersign');
    expect(dataFolder({ env: {}, platform: 'darwin', homedir: '/Users/maya' })).toBe(
      '/Users/maya/Library/Application Support/Countersign',
    );
    expect(
      dataFolder({
        env: { APPDATA: 'C:\\Users\\maya\\AppData\\Roaming' },
        platform: 'win32',
        homedir: 'C:\\',
      }),
    ).toBe('C:\\Users\\maya\\AppData\\Roaming\\Countersign');
  });

  it('gives every folder a socket path that fits into a socket address, and the same one each time', () => {
    const deep = `/${'deep/'.repeat(40)}`;
    const { apiSocket } = dataPaths(deep, 'linux');
    expect(Buffer.byteLength(apiSocket)).toBeLessThanOrEqual(104);
    expect(dataPaths(deep, 'linux').apiSocket).toBe(apiSocket);
    expect(dataPaths(`${deep}b`, 'linux').apiSocket).not.toBe(apiSocket);
    expect(dataPaths('C:\\data', 'win32').apiSocket).toMatch(/^\\\\\.\\pipe\\countersign-[0-9a-f]{16}$/);
  });
});
