import { describe, expect, it, vi } from 'vitest';
import type { TaskAction } from '../../../../src/shared/contract/account.ts';

vi.mock('../../../../src/renderer/app/api.ts', () => ({ api: {}, queryClient: {} }));

const { othersActions } = await import('../../../../src/renderer/app/others-actions.ts');

const action = (by: string, title = 'Pay'): TaskAction => ({
  kind: 'completed',
  taskId: '019a0000-0000-7000-8000-000000000002',
  title,
  by,
  byName: by,
});

describe('what others did', () => {
  const own = new Set(['me', 'maya']);

  it('is no news when it was oneself, here or at a server', () => {
    expect(othersActions([action('me'), action('maya')], own)).toBeNull();
  });

  it('is told of the last of several, with how many more there were', () => {
    expect(othersActions([action('omar'), action('maya'), action('omar', 'Ship')], own)).toBe(
      'omar answered · Ship (and 1 more)',
    );
  });
});
