import { contractError } from '../../../src/service/contract-error.ts';
import { silentLog } from '../../../src/service/log.ts';
import {
  CommandBatch,
  type BatchedCommand,
  type CommandOutcome,
} from '../../../src/shared/contract/command-batch.ts';

/** What becomes of a command besides what the model says; null: nothing else. */
export type Judge = (command: BatchedCommand) => { error: Error; retryAfterSeconds: number | null } | null;

/** Carries out one command by the model. */
type CarryOut = (command: BatchedCommand) => Promise<unknown>;

/** As a server of ours answers many commands: each for itself, the last of them first. */
export async function answerCommands(
  request: Request,
  carryOut: CarryOut,
  judge: Judge,
): Promise<CommandOutcome[]> {
  const { commands } = CommandBatch.parse(await request.json());
  const outcomes: CommandOutcome[] = [];
  for (const [index, command] of commands.entries()) {
    const judged = judge(command);
    try {
      if (judged !== null) throw judged.error;
      outcomes.unshift({ index, output: (await carryOut(command)) as Record<string, unknown> });
    } catch (error) {
      const { code, status, message, data } = contractError(error, silentLog);
      const retryAfterSeconds = judged?.retryAfterSeconds ?? null;
      outcomes.unshift({
        index,
        status,
        error: { defined: true, code, status, message, data },
        retryAfterSeconds,
      });
    }
  }
  return outcomes;
}

/** @param lines so many arrive, and half of the next; then the connection breaks by `cut`. Null: all of them */
export function answerOf(outcomes: readonly CommandOutcome[], lines: number | null, cut: Error): Response {
  const texts = outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const encoder = new TextEncoder();
      for (const text of texts.slice(0, lines ?? texts.length)) controller.enqueue(encoder.encode(text));
      if (lines === null) return controller.close();
      controller.enqueue(encoder.encode((texts[lines] ?? '').slice(0, 20)));
    },
    pull: (controller) => controller.error(cut),
  });
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson' } });
}
