import type { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { StartedProgram } from './shell-process.ts';

/** The framing of the SDK, given because the SDK is loaded only when it is needed. */
export interface Framing {
  readonly buffer: ReadBuffer;
  readonly serialize: typeof serializeMessage;
}

const longestComplaint = 500;

/**
 * Speaks MCP with a program that has been started. The SDK has such a transport of its own, which ends the program alone and not
 * what that started: with `npx` the server itself would stay.
 */
export class McpStdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** The end of what the program has printed to its standard error. */
  complaint = '';
  readonly #program: StartedProgram;
  readonly #framing: Framing;
  #isClosed = false;

  constructor(program: StartedProgram, framing: Framing) {
    this.#program = program;
    this.#framing = framing;
    const { child } = program;
    child.stderr.on('data', (chunk: Buffer) => {
      this.complaint = (this.complaint + chunk.toString()).slice(-longestComplaint);
    });
    child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    child.once('close', () => {
      this.#isClosed = true;
      this.onclose?.();
    });
  }

  async start(): Promise<void> {
    if (this.#isClosed) throw new Error('The program has ended already');
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#program.child.stdin.write(this.#framing.serialize(message));
  }

  async close(): Promise<void> {
    this.#program.child.stdin.end();
    await this.#program.end();
  }

  #receive(chunk: Buffer): void {
    const { buffer } = this.#framing;
    try {
      buffer.append(chunk);
    } catch (error) {
      // More than the buffer holds without an end of line: nothing that follows can be understood.
      this.onerror?.(error as Error);
      return void this.close();
    }
    for (;;) {
      try {
        const message = buffer.readMessage();
        if (message === null) return;
        this.onmessage?.(message);
      } catch (error) {
        // A line that is no message: servers print all kinds of greetings.
        this.onerror?.(error as Error);
      }
    }
  }
}
