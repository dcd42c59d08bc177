import { describe, expect, it } from 'vitest';
import { createIntents } from '../../../src/renderer/app/intents.ts';
import { createOncePerTask } from '../../../src/renderer/features/inbox/once-per-task.ts';

describe('idempotency keys', () => {
  const counting = () => {
    let count = 0;
    return createIntents(() => `key ${(count += 1)}`);
  };

  it('are the same for the same content sent again', () => {
    const intents = counting();
    expect(intents.keyFor('task', { value: 'APPROVED' })).toBe(intents.keyFor('task', { value: 'APPROVED' }));
  });

  it('are new for other content, and for another subject', () => {
    const intents = counting();
    const keys = [
      intents.keyFor('task', { value: 'APPROVED' }),
      intents.keyFor('task', { value: 'REJECTED' }),
      intents.keyFor('task', { value: 'REJECTED', comment: 'why' }),
      intents.keyFor('other', { value: 'APPROVED' }),
    ];
    expect(new Set(keys).size).toBe(4);
  });

  it('are new after success, for that subject only', () => {
    const intents = counting();
    const [first, other] = [intents.keyFor('workflow', {}), intents.keyFor('other', {})];
    intents.done('workflow');
    expect(intents.keyFor('workflow', {})).not.toBe(first);
    expect(intents.keyFor('other', {})).toBe(other);
  });

  it('stay while sending fails, and are used up by what succeeded', async () => {
    const intents = counting();
    const sent: string[] = [];
    const send = (fails: boolean) =>
      intents.send('process', { kind: 'cancel' }, async (key) => {
        sent.push(key);
        if (fails) throw new Error('The connection was lost');
        return key;
      });
    await expect(send(true)).rejects.toThrow('The connection was lost');
    expect(await send(false)).toBe('key 1');
    await send(false);
    expect(sent).toEqual(['key 1', 'key 1', 'key 2']);
  });
});

describe('answering a row by key', () => {
  it('ignores a second press, during the answer and after it', async () => {
    const once = createOncePerTask();
    const given: string[] = [];
    const answer = (name: string) => async () => given.push(name) > 0;
    const first = once('task', answer('first'));
    await once('task', answer('during'));
    await first;
    await once('task', answer('after'));
    await once('other', answer('other task'));
    expect(given).toEqual(['first', 'other task']);
  });

  it('can be tried again where nothing was answered', async () => {
    const once = createOncePerTask();
    let tries = 0;
    const refused = async () => (tries += 1) < 0;
    await once('task', refused);
    await once('task', refused);
    expect(tries).toBe(2);
  });
});
