import { contextDocument, sharedDocument, type AskedTask } from '../../service/human-tasks/ask-document.ts';
import { arrangingKinds, mostPreviousTasks } from '../../service/human-tasks/previous-tasks.ts';
import { Ask } from '../../shared/human-task/ask.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import type { Reader, Tx } from '../store/database.ts';
import { findProcess } from '../store/processes.ts';
import { endedTasksBefore, findTask } from '../store/tasks.ts';
import { findWorkflowHead } from '../store/workflows.ts';

// What is kept of an ask for the feed, as JSON text without line breaks: in the first line an object of everything that is the
// same for all; in the second one of what everybody who is asked sees of the context; in the third, only where that is less,
// what administrators see of it. Everything beyond ASCII is escaped, so that a page of them is a text of one byte a character, in
// memory as on the wire. So a feed is put together from texts, and nothing of it is parsed.

/** The members of a JSON object, without its braces. */
export type Members = string;

export interface TaskDocument {
  readonly shared: Members;
  /** `raw`: for administrators. */
  context(raw: boolean): Members;
}

/** Written once, when the ask begins: nothing of it changes any more. Of what cannot be read nothing is kept. */
export async function writeTaskDocument(tx: Tx, taskId: string): Promise<void> {
  const task = await findTask(tx, taskId);
  const ask = Ask.safeParse(task?.instance.ask);
  if (task === null || !ask.success) return;
  const asked = await loadAskedTask(tx, task, ask.data);
  const lines = [sharedDocument(asked), contextDocument(asked, ask.data.contextKeys === undefined)];
  if (ask.data.contextKeys !== undefined) lines.push(contextDocument(asked, true));
  const text = lines.map((line) => inAscii(JSON.stringify(line))).join('\n');
  await tx.run(`UPDATE task SET document_json = $2 WHERE id = $1`, taskId, text);
}

/** The same JSON text: outside of its strings it is ASCII anyway. */
function inAscii(json: string): string {
  return json.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function readTaskDocument(text: string): TaskDocument {
  const [shared = '', context = '', raw = context] = text.split('\n');
  return { shared: inside(shared), context: (all) => inside(all ? raw : context) };
}

/** @throws CountersignError PROCESS_NOT_FOUND */
export async function loadAskedTask(
  reader: Reader,
  task: TaskRow,
  ask: Ask,
): Promise<AskedTask & { process: { resumeError: string | null } }> {
  const process = await findProcess(reader, task.processId);
  const workflow = process === null ? null : await findWorkflowHead(reader, process.workflowId);
  if (process === null || workflow === null) throw new CountersignError('PROCESS_NOT_FOUND');
  const before = await endedTasksBefore(reader, process.id, task.seq, arrangingKinds, mostPreviousTasks);
  return { hostId: reader.hostId, task, ask, process, workflow, before };
}

function inside(object: string): Members {
  return object.slice(1, -1);
}
