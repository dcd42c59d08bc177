import { createRouterClient } from '@orpc/server';
import { describe, expect, it, vi } from 'vitest';
import { desktopRouter, type DesktopParts } from '../../../src/main/ipc/desktop-router.ts';
import { silentLog } from '../../../src/service/log.ts';
import { defaultSettings } from '../../../src/main/settings/settings.ts';

/** The desktop as the window may ask for it, on behalf of somebody who may, or may not, administer this computer. */
function desktopFor(mayAdminister: boolean) {
  const kept: string[] = [];
  const changeSettings = vi.fn<DesktopParts['changeSettings']>(async () => defaultSettings);
  const unused = () => {
    throw new Error('Not asked for here');
  };
  const client = createRouterClient(
    desktopRouter(
      {
        mayAdminister: () => mayAdminister,
        actingUser: () => ({ userId: null }),
        actAs: unused,
        secrets: {
          names: () => kept,
          problem: () => null,
          set: (name) => void kept.push(name),
          remove: (name) => void kept.splice(kept.indexOf(name), 1),
        },
        settings: () => defaultSettings,
        changeSettings,
        info: unused,
        navigations: unused,
        openExternal: unused,
        revealDataFolder: unused,
        saveFile: unused,
        testNotification: unused,
      },
      silentLog,
    ),
  );
  return { client, kept, changeSettings };
}

const policy = { allowShell: true };

describe('what workflows may do and know on this computer', () => {
  it('is changed by administrators', async () => {
    const { client, changeSettings } = desktopFor(true);
    await client.settings.change({ policy });
    expect(changeSettings).toHaveBeenCalledWith({ policy });
    expect(await client.secrets.set({ name: 'token', value: 'hunter2' })).toEqual({
      names: ['token'],
      problem: null,
    });
    expect(await client.secrets.remove({ name: 'token' })).toEqual({ names: [], problem: null });
  });

  it('is refused to everybody else, who may still choose colours', async () => {
    const { client, kept, changeSettings } = desktopFor(false);
    // As the contract has it, so that the window knows what to say.
    const refused = expect.objectContaining({ code: 'FORBIDDEN', status: 403, defined: true });
    await expect(client.settings.change({ policy })).rejects.toEqual(refused);
    await expect(client.secrets.list()).rejects.toEqual(refused);
    await expect(client.secrets.set({ name: 'token', value: 'hunter2' })).rejects.toEqual(refused);
    expect([kept, changeSettings.mock.calls]).toEqual([[], []]);
    await client.settings.change({ colorScheme: 'dark' });
    expect(changeSettings).toHaveBeenCalledOnce();
  });

  it.each(['', '1st', 'with space', '../up'])('has no secret of the name %j', async (name) => {
    await expect(desktopFor(true).client.secrets.set({ name, value: 'x' })).rejects.toThrow(
      'The request is not valid',
    );
  });
});
