import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { projectFolder, temporaryFolder } from '../../support/account.ts';
import { serveAccount, type ServedAccount } from '../../support/api.ts';

const times = Number(process.env['RACES'] ?? 1_000);

const source = `
document: { dsl: '1.0.3', namespace: test, name: race, version: '1.0.0' }
do:
  - decide: { ask: { prompt: First?, mode: choice, options: [left, right] } }
`;

/** A program of its own, waiting for its start. @returns starts it, and gives what each of its answers came to */
async function racer(args: readonly string[]): Promise<() => Promise<string[]>> {
  const child = spawn(process.execPath, [join(projectFolder, 'test/support/race-child.ts'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return async () => {
    child.stdin.write('go\n');
    const { value } = await lines.next();
    if (child.exitCode === null) await once(child, 'exit');
    return JSON.parse(String(value)) as string[];
  };
}

async function waitingTasks({ account }: ServedAccount, count: number): Promise<string[]> {
  await account.client.workflows.add({ source });
  await Promise.all(
    Array.from({ length: count }, () => account.client.processes.start({ workflow: 'test/race@1.0.0' })),
  );
  await account.account.host.settled();
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof account.client.humanTasks.list>> =
      await account.client.humanTasks.list({ limit: 200, ...(cursor === null ? {} : { cursor }) });
    ids.push(...page.humanTasks.map(({ taskAsstId }) => taskAsstId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

it('[H67 H68 H62 H69] of two programs that answer the same task at once, one is taken and the other told, every time', async () => {
  using folder = temporaryFolder();
  await using served = await serveAccount();
  const ids = await waitingTasks(served, times);
  expect(ids).toHaveLength(times);
  const file = join(folder.path, 'tasks.json');
  writeFileSync(file, JSON.stringify(ids));
  const { apiSocket, apiToken } = served.paths;
  const token = readFileSync(apiToken, 'utf8').trim();
  const starts = await Promise.all(['left', 'right'].map((side) => racer([apiSocket, token, file, side])));
  const [left = [], right = []] = await Promise.all(starts.map((start) => start()));
  const outcomes = ids.map((_, index) =>
    [left[index] ?? '', right[index] ?? ''].toSorted((a, b) => a.localeCompare(b)),
  );
  expect(outcomes).toEqual(ids.map(() => ['200', '409 STALE_TASK']));
  await served.account.account.host.settled();
  for (const [index, taskAsstId] of ids.entries()) {
    const { answer, processId } = await served.account.client.humanTasks.get({ taskAsstId });
    expect(answer?.value).toBe(left[index] === '200' ? 'left' : 'right');
    const { statusCode, output } = await served.account.client.processes.get({ processId });
    expect([statusCode, (output as { value: string }).value]).toEqual(['C', answer?.value]);
  }
  const wins = left.filter((outcome) => outcome === '200').length;
  console.log(`${times} races: the one side won ${wins}, the other ${times - wins}`);
}, 120_000);
