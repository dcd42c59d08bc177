import { fault } from './faults.ts';

/**
 * The data of the events of an SSE stream, one after another.
 * @throws WorkflowError (communication) when more than `mostBytes` come; errors of the connection as they are
 */
export async function* serverSentData(
  body: ReadableStream<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let size = 0;
  let rest = '';
  let data: string[] = [];
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > mostBytes)
      throw fault('communication', `The stream is larger than ${mostBytes} bytes`, { status: 502 });
    // A carriage return at the end may be the first half of a line break.
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '' && data.length > 0) {
        yield data.join('\n');
        data = [];
      }
      if (line.startsWith('data:')) data.push(line.slice('data:'.length).replace(/^ /, ''));
    }
  }
  // What ends without an empty line has been cut off, and is no event.
}
