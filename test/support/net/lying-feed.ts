/**
 * A stream of server-sent events as a middlebox delivers it that lies: changes that come close together arrive in another order,
 * and some of them twice. What says how far one is keeps its place, and so do two changes of one assignment.
 * @param random at least 0 and below 1
 */
export function lyingFeed(random: () => number): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  let changes: string[] = [];
  let quiet: NodeJS.Timeout | undefined;
  const tell = (controller: TransformStreamDefaultController<Uint8Array>) => {
    clearTimeout(quiet);
    const told = shuffled(changes, random);
    changes = [];
    for (const event of told) controller.enqueue(encoder.encode(`${event}\n\n`));
  };
  return new TransformStream({
    transform(chunk, controller) {
      const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        if (!isChange(event) || changes.some((other) => assignmentOf(other) === assignmentOf(event))) {
          tell(controller);
        }
        if (isChange(event)) changes.push(event);
        else controller.enqueue(encoder.encode(`${event}\n\n`));
      }
      clearTimeout(quiet);
      quiet = setTimeout(() => tellLate(() => tell(controller)), quietMs);
    },
    flush: tell,
  });
}

/** Nothing came for so long: what is held back is told. */
const quietMs = 20;

/** Whoever read may have gone meanwhile. */
function tellLate(tell: () => void): void {
  try {
    tell();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

function isChange(event: string): boolean {
  return /^event: change$/m.test(event);
}

function assignmentOf(event: string): string | undefined {
  return /"taskAsstId":"([^"]+)"/.exec(event)?.[1];
}

function shuffled(events: readonly string[], random: () => number): string[] {
  const doubled = events.flatMap((event) => (random() < 0.3 ? [event, event] : [event]));
  return doubled
    .map((event) => ({ event, order: random() }))
    .toSorted((one, other) => one.order - other.order)
    .map(({ event }) => event);
}
