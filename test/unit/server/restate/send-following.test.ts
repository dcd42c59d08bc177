import { describe, expect, it } from 'vitest';
import type { WalkOutcome } from '../../../../src/server/host/walk-process.ts';
import type { Sending } from '../../../../src/server/restate/restate-client.ts';
import { sendFollowing, Wake } from '../../../../src/server/restate/send-following.ts';

const hostId = '0190b3c4-0000-7000-8000-000000000001';
const processId = '0190b3c4-0000-7000-8000-000000000002';

/** As Restate holds what is to be called later, and takes nothing twice under a key that it knows. */
class Engine {
  now = 1_000_000;
  pending: { readonly at: number; readonly sending: Sending }[] = [];
  readonly #known = new Set<string>();

  async send(sending: Sending): Promise<void> {
    const { idempotencyKey, handler, delay = 0 } = sending;
    if (idempotencyKey !== undefined && this.#known.has(`${handler} ${idempotencyKey}`)) return;
    this.#known.add(`${handler} ${idempotencyKey}`);
    this.pending.push({ at: this.now + delay, sending });
  }

  async walked(outcome: Partial<WalkOutcome>, wake: object = { hostId }, clockIsBehind = 0): Promise<void> {
    const clock = { now: () => this.now - clockIsBehind };
    const whole = { effects: [], wakeAt: null, retryIn: null, ...outcome };
    await sendFollowing({ client: this, clock }, { ...Wake.parse(wake), processId }, whole);
  }

  /** What is due next. */
  next(): Sending {
    const [first] = this.pending.toSorted((a, b) => a.at - b.at);
    if (first === undefined) throw new Error('Nothing is due');
    this.pending = this.pending.filter((entry) => entry !== first);
    this.now = first.at;
    return first.sending;
  }
}

describe('timers of a process', () => {
  it('[W11] are one for one time, however often it is walked meanwhile', async () => {
    for (const pause of [30_000, 3_600_000]) {
      const engine = new Engine();
      for (let round = 1; round <= 5; round += 1) {
        const wakeAt = engine.now + pause;
        for (let events = 0; events < 50; events += 1) await engine.walked({ wakeAt });
        expect(engine.pending).toHaveLength(1);
        const { body, handler } = engine.next();
        expect([handler, engine.now]).toEqual(['timer', wakeAt]);
        await engine.walked({ wakeAt: engine.now + pause }, body);
        expect(engine.pending).toHaveLength(1);
      }
    }
  });

  it('[W11] come again when they came before their time by the clock of the node that they came to', async () => {
    const engine = new Engine();
    const wakeAt = engine.now + 30_000;
    await engine.walked({ wakeAt });
    for (let early = 0; early < 3; early += 1) {
      const { body } = engine.next();
      // A call that failed after it was sent is made again.
      const behind = engine.now - wakeAt + 2_000;
      await engine.walked({ wakeAt }, body, behind);
      await engine.walked({ wakeAt }, body, behind);
      expect(engine.pending).toHaveLength(1);
    }
  });
});

describe('a process that cannot be walked', () => {
  it('[O5] is tried again by one, however many have tried it', async () => {
    const engine = new Engine();
    for (let wakes = 0; wakes < 50; wakes += 1) await engine.walked({ retryIn: 300_000 });
    expect(engine.pending).toHaveLength(1);
    const { body, handler } = engine.next();
    expect(handler).toBe('retry');
    await engine.walked({ retryIn: 300_000 }, body);
    expect(engine.pending).toHaveLength(1);
  });
});
