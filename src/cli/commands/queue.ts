import type { OutboxEntry } from '../../shared/contract/accounts.ts';
import { Response } from '../../shared/human-task/answer.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { localTime, oneLine, shortId, table } from '../format.ts';
import { readInput } from '../read-input.ts';
import { UsageError } from '../report-failure.ts';
import { findAccount } from './accounts.ts';

/** What has been decided here and has to reach a server. */
export async function listQueue(
  api: Api,
  environment: Environment,
  flags: { json?: boolean; account?: string; all?: boolean },
): Promise<ExitCode> {
  const account = flags.account === undefined ? null : await findAccount(api, flags.account);
  const { entries } = await api.outbox.list(account === null ? {} : { accountId: account.accountId });
  const shown = flags.all === true ? entries : entries.filter(needsSomebody);
  environment.print(
    flags.json === true
      ? JSON.stringify(shown)
      : shown.length === 0
        ? 'Nothing is queued.'
        : table(shown.map(describe)),
  );
  return exit.ok;
}

type Action = 'retry' | 'withdraw' | 'dismiss' | 'postAsComment';

/** Makes the command that does this to an entry. */
export function changeEntry(action: Action) {
  return async (
    api: Api,
    environment: Environment,
    flags: { json?: boolean },
    id: string,
  ): Promise<ExitCode> => {
    const { entryId } = await findEntry(api, id);
    return tell(environment, flags, await api.outbox[action]({ entryId }));
  };
}

export async function editEntry(
  api: Api,
  environment: Environment,
  flags: { json?: boolean; response: string },
  id: string,
): Promise<ExitCode> {
  const { entryId } = await findEntry(api, id);
  const response = Response.safeParse(readInput(flags.response, '--response'));
  if (!response.success)
    throw new UsageError('--response must be {"value": …, "comment": …} as JSON, or @file.');
  return tell(environment, flags, await api.outbox.edit({ entryId, response: response.data }));
}

function tell(environment: Environment, flags: { json?: boolean }, entry: OutboxEntry): ExitCode {
  environment.print(flags.json === true ? JSON.stringify(entry) : table([describe(entry)]));
  return exit.ok;
}

/** @throws UsageError */
async function findEntry(api: Api, id: string): Promise<OutboxEntry> {
  const { entries } = await api.outbox.list({});
  const found = entries.filter(({ entryId }) => entryId.endsWith(id.toLowerCase()));
  const [only, another] = found;
  if (only === undefined)
    throw new UsageError(`No entry ends with ${id}. See \`countersign queue ls --all\`.`);
  if (another !== undefined) throw new UsageError(`Several entries end with ${id}. Give more of the id.`);
  return only;
}

function needsSomebody({ endedTs, state, dismissed }: OutboxEntry): boolean {
  return endedTs === null || (!dismissed && (state === 'refused' || state === 'conflict'));
}

const actions: Readonly<Record<OutboxEntry['action'], string>> = {
  completeTask: 'answer',
  claimHumanTask: 'claim',
  releaseHumanTask: 'release',
  postMessage: 'message',
  uploadFile: 'file',
};

function describe(entry: OutboxEntry): string[] {
  const { entryId, state, action, label, title, lastError, nextTryTs, decided } = entry;
  const notes = [
    decided === null ? null : `${decided.byName} answered ${decided.label ?? ''}`.trimEnd(),
    decided !== null || lastError === null ? null : (lastError.detail ?? lastError.title ?? lastError.code),
    nextTryTs === null ? null : `next try ${localTime(nextTryTs)}`,
  ];
  return [
    shortId(entryId),
    state,
    label === null ? actions[action] : `${actions[action]}: ${oneLine(label)}`,
    oneLine(title),
    oneLine(notes.filter((note) => note !== null).join('; ')),
  ];
}
