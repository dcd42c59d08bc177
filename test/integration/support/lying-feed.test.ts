import { expect, test } from 'vitest';
import { lyingFeed } from '../../support/net/lying-feed.ts';
import { seededRandom } from '../../support/net/seeded-faults.ts';

const change = (assignment: string, id: number) =>
  `id: ${id}\nevent: change\ndata: {"taskAsstId":"${assignment}"}\n\n`;
const caughtUp = 'id: 4\nevent: caught-up\ndata: {}\n\n';

async function told(text: string, seed: number): Promise<string[]> {
  const pieces = [text.slice(0, 30), text.slice(30)].map((piece) => new TextEncoder().encode(piece));
  const sent = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const stream = sent.pipeThrough(lyingFeed(seededRandom(seed)));
  return (await new Response(stream).text()).split('\n\n').slice(0, -1);
}

test('changes come in another order and twice; what says how far one is comes after them', async () => {
  const sent = [change('a', 1), change('b', 2), change('c', 3), caughtUp];
  const tellings = await Promise.all(Array.from({ length: 20 }, (_, seed) => told(sent.join(''), seed)));
  for (const telling of tellings) {
    expect(telling.at(-1)).toBe(caughtUp.trimEnd());
    expect(new Set(telling)).toEqual(new Set(sent.map((event) => event.trimEnd())));
  }
  expect(tellings.some((telling) => telling.length > sent.length)).toBe(true);
  expect(new Set(tellings.map((telling) => telling.join())).size).toBeGreaterThan(3);
});

test('two changes of one assignment keep their order', async () => {
  const sent = [change('a', 1), change('a', 2)];
  for (let seed = 0; seed < 20; seed += 1) {
    const telling = await told(sent.join(''), seed);
    expect([...new Set(telling)]).toEqual(sent.map((event) => event.trimEnd()));
  }
});
