import { afterEach, describe, expect, it } from 'vitest';
import type { LogEffect } from '../../../src/engine/effect.ts';
import type { Effects, EffectsOptions } from '../../../src/effects/effects.ts';
import { effectContext, programEffects } from '../../support/programs.ts';

const opened: Effects[] = [];

afterEach(async () => {
  for (const effects of opened.splice(0)) await effects.close();
});

function logging(options: Partial<EffectsOptions> = {}) {
  const entries: Array<LogEffect & { readonly of: string }> = [];
  const effects = programEffects({
    ...options,
    log: (entry, { instance }) => void entries.push({ ...entry, of: instance }),
  });
  opened.push(effects);
  const log = (entry: Omit<LogEffect, 'kind'>) => effects.run({ kind: 'log', ...entry }, effectContext());
  return { entries, log };
}

describe('the function log', () => {
  it('writes what it is told, with its task, and passes the message on', async () => {
    const { entries, log } = logging();
    expect(await log({ level: 'info', message: 'Paid', data: { id: 7 } })).toBe('Paid');
    expect(entries).toEqual([
      { kind: 'log', level: 'info', message: 'Paid', data: { id: 7 }, of: '/do/0/task' },
    ]);
  });

  it.each([
    ['debug', 4],
    ['warn', 2],
    ['error', 1],
  ] as const)('leaves out what is below %s', async (logLevel, count) => {
    const { entries, log } = logging({ logLevel });
    for (const level of ['debug', 'info', 'warn', 'error'] as const) await log({ level, message: level });
    expect(entries).toHaveLength(count);
  });

  it('cuts what is too long, and says so', async () => {
    const { entries, log } = logging({ limits: { logCharacters: 10 } });
    await log({ level: 'info', message: 'x'.repeat(25), data: ['y'.repeat(20)] });
    expect(entries[0]).toMatchObject({
      message: `${'x'.repeat(10)}… (15 characters left out)`,
      data: '(24 characters of data left out)',
    });
  });
});
