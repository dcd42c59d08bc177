import type { Socket } from 'node:net';
import type { Way } from './relay.ts';

/** How far ahead the later one gets. */
const leadMs = 25;

interface Gate {
  left: number;
  readonly open: (isOvertaken: boolean) => void;
}

/** Of one direction of all connections: who has to wait until others that came later were faster. */
export interface Overtaking {
  /** Called in the order in which connections come. @returns resolves when its bytes may pass; null: at once */
  join(from: Socket, behind: Way['behind']): Promise<void> | null;
  /** How many were let through because another one had passed them. */
  readonly overtaken: number;
}

export function overtaking(): Overtaking {
  /** In their order, those that still wait. */
  let waiting: { readonly number: number; readonly gate: Gate }[] = [];
  let last = 0;
  let overtaken = 0;

  const passed = (number: number) => {
    for (const { gate } of waiting.filter((each) => each.number < number)) {
      gate.left -= 1;
      if (gate.left === 0) setTimeout(() => gate.open(true), leadMs);
    }
  };
  return {
    get overtaken() {
      return overtaken;
    },
    join(from, behind) {
      last += 1;
      const number = last;
      if (behind === undefined) {
        from.once('data', () => passed(number));
        return null;
      }
      return new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const open = (isOvertaken: boolean) => {
          clearTimeout(timer);
          if (!waiting.some((each) => each.number === number)) return;
          waiting = waiting.filter((each) => each.number !== number);
          if (isOvertaken) overtaken += 1;
          resolve();
        };
        waiting.push({ number, gate: { left: behind.connections, open } });
        timer = setTimeout(() => open(false), behind.atMostMs);
        from.once('close', () => open(false));
      });
    },
  };
}
