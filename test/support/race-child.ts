import { readFileSync } from 'node:fs';
import { request } from 'node:http';

/**
 * One of two programs that answer the same tasks at once: `race-child.ts <socket> <token> <file of task ids> <value>`. Begins
 * when a line arrives on its input; writes one `<status> <code>` for each task, in order.
 */
const [socketPath = '', token = '', file = '', value = ''] = process.argv.slice(2);
const ids = JSON.parse(readFileSync(file, 'utf8')) as string[];
const sideBySide = 8;

process.stdout.write('ready\n');
process.stdin.once('data', () => void race());

async function race(): Promise<void> {
  const results: string[] = [];
  let next = 0;
  const runner = async () => {
    for (let index = next++; index < ids.length; index = next++)
      results[index] = await complete(ids[index] ?? '');
  };
  await Promise.all(Array.from({ length: sideBySide }, runner));
  process.stdout.write(`${JSON.stringify(results)}\n`, () => process.exit(0));
}

function complete(taskAsstId: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        socketPath,
        method: 'POST',
        path: `/api/human-tasks/${taskAsstId}/complete`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      },
      (incoming) => {
        let text = '';
        incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
        incoming.on('end', () => {
          const { code = '' } = JSON.parse(text) as { code?: string };
          resolve(`${incoming.statusCode} ${code}`.trim());
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify({ response: { value } }));
  });
}
