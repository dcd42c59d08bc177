import { syncErrors } from './sync-errors.ts';

/**
 * The closed list of what can go wrong across the contract. `status` is the HTTP status, `title` says what happened, `next`
 * says what to do, `retry` whether the same call may succeed later without a change. Callers match on the code only.
 */
export const errorCatalogue = {
  INVALID_REQUEST: {
    status: 400,
    title: 'The request is not valid',
    next: 'Correct the fields that are named and send it again.',
    retry: false,
  },
  UNAUTHORIZED: {
    status: 401,
    title: 'The caller is not known',
    next: 'Send the token from the data folder of the running app.',
    retry: false,
  },
  NOT_FOUND: {
    status: 404,
    title: 'There is no such address',
    next: 'See /api/openapi.json for what there is.',
    retry: false,
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    title: 'The request is too large',
    next: 'Send less at once: at most 2 MB.',
    retry: false,
  },
  FORBIDDEN: {
    status: 403,
    title: 'This user may not do that',
    next: 'Ask the assignee or an administrator.',
    retry: false,
  },
  WORKFLOW_NOT_FOUND: {
    status: 404,
    title: 'There is no such workflow',
    next: 'List the workflows, or add the file first.',
    retry: false,
  },
  PROCESS_NOT_FOUND: {
    status: 404,
    title: 'There is no such process',
    next: 'List the processes.',
    retry: false,
  },
  PROCESS_ENDED: {
    status: 409,
    title: 'The process has ended',
    next: 'Nothing can be done to it any more; start another one of its workflow.',
    retry: false,
  },
  NOTHING_TO_RETRY: {
    status: 409,
    title: 'The process is not held up by a failure',
    next: 'Look at what it waits for: only that moves it on.',
    retry: false,
  },
  SCHEDULE_NOT_FOUND: {
    status: 409,
    title: 'This workflow is not started by a schedule',
    next: 'Only the newest version of a workflow with a `schedule` has one to switch.',
    retry: false,
  },
  NO_KEYSTORE: {
    status: 503,
    title: 'This computer has no keystore in which secrets would be safe',
    next: 'Start a keyring (on Linux: GNOME Keyring or KWallet), then start the app again. Nothing was stored.',
    retry: false,
  },
  ASSIGNMENT_NOT_FOUND: {
    status: 404,
    title: 'There is no such task',
    next: 'Go back to the inbox: it shows what is waiting for you.',
    retry: false,
  },
  ASSIGNMENT_INACTIVE: {
    status: 409,
    title: 'This task is no longer waiting for you',
    next: 'Go back to the inbox: it shows what is waiting for you.',
    retry: false,
  },
  STALE_TASK: {
    status: 409,
    title: 'This task has already been answered',
    next: 'Nothing was changed by your answer. See who decided what, then go back to the inbox.',
    retry: false,
  },
  CLAIMED_BY_OTHER: {
    status: 409,
    title: 'Somebody else is working on this task',
    next: 'Wait until it is released or the claim ends, or ask an administrator to release it.',
    retry: true,
  },
  NOT_CLAIMED: {
    status: 409,
    title: 'This task is not claimed',
    next: 'There is nothing to release: everyone who was asked can answer it.',
    retry: false,
  },
  NOT_ASSIGNABLE: {
    status: 409,
    title: 'This task is held by somebody by name',
    next: 'Ask them, or an administrator to give it to you.',
    retry: false,
  },
  USER_NOT_FOUND: {
    status: 404,
    title: 'There is no such user',
    next: 'List the users, or have an administrator add this one.',
    retry: false,
  },
  USER_INACTIVE: {
    status: 409,
    title: 'This user is not active',
    next: 'Choose somebody else, or have an administrator make the user active again.',
    retry: false,
  },
  USER_EXISTS: {
    status: 409,
    title: 'There is a user of this name',
    next: 'Change that one, or choose another name.',
    retry: false,
  },
  ROLE_NOT_FOUND: {
    status: 404,
    title: 'There is no such role',
    next: 'List the roles, or have an administrator add this one.',
    retry: false,
  },
  ROLE_EXISTS: {
    status: 409,
    title: 'There is a role of this name',
    next: 'Change that one, or choose another name.',
    retry: false,
  },
  OWNER_PROTECTED: {
    status: 409,
    title: 'Who is logged in to this computer stays its administrator',
    next: 'Give and take permissions of other users.',
    retry: false,
  },
  TASK_NOT_FOUND: {
    status: 404,
    title: 'There is no such task in any process',
    next: 'Open its process: it lists its tasks.',
    retry: false,
  },
  TASK_NOT_FAULTED: {
    status: 409,
    title: 'Only a task that has failed, and its process with it, can be tried again',
    next: 'Look at the process: it shows what failed, and whether it goes on by itself.',
    retry: false,
  },
  IDEMPOTENCY_MISMATCH: {
    status: 409,
    title: 'The same idempotency key came with a different command',
    next: 'Use a new key for a new intent.',
    retry: false,
  },
  WORKFLOW_EXISTS: {
    status: 409,
    title: 'This version of the workflow exists with another text',
    next: 'Raise document.version and add it again: a version never changes.',
    retry: false,
  },
  WORKFLOW_INVALID: {
    status: 422,
    title: 'The workflow file is not valid',
    next: 'Correct the lines that are named.',
    retry: false,
  },
  NOT_AN_ASK: {
    status: 422,
    title: 'This task does not wait for a person',
    next: 'Only ask tasks can be answered; open its process to see what it does.',
    retry: false,
  },
  ASK_INVALID: {
    status: 422,
    title: 'What this task asks cannot be read',
    next: 'Open the task in its process: it shows what went wrong. Its workflow may have to be corrected.',
    retry: false,
  },
  ANSWER_INVALID: {
    status: 422,
    title: 'The answer does not fit what was asked',
    next: 'Correct the fields that are named and answer again.',
    retry: false,
  },
  ANSWER_ELSEWHERE: {
    status: 422,
    title: 'This task cannot be answered from a notification',
    next: 'Open it: it needs a closer look, a comment or an entry.',
    retry: false,
  },
  DRAFT_CONFLICT: {
    status: 409,
    title: 'These entries were changed elsewhere meanwhile',
    next: 'Nothing was replaced. Choose which of the two to keep, and save it on the revision that came with this.',
    retry: false,
  },
  MESSAGE_NOT_FOUND: {
    status: 404,
    title: 'There is no such message',
    next: 'Read the discussion again: it may have been deleted.',
    retry: false,
  },
  FILE_NOT_FOUND: {
    status: 404,
    title: 'There is no such file',
    next: 'List the files of the task: it may have been taken back.',
    retry: false,
  },
  UPLOAD_NOT_FOUND: {
    status: 404,
    title: 'This upload is not under way',
    next: 'Upload the file again from its beginning.',
    retry: false,
  },
  FILE_TOO_LARGE: {
    status: 413,
    title: 'The file is too large',
    next: 'Choose a smaller file; the task says how large it may be.',
    retry: false,
  },
  FILE_REFUSED: {
    status: 422,
    title: 'This file cannot be taken',
    next: 'Choose a file of a kind that the task asks for.',
    retry: false,
  },
  FILE_DAMAGED: {
    status: 422,
    title: 'The file did not arrive as it was sent',
    next: 'Nothing was kept. Upload it again.',
    retry: true,
  },
  RESUME_FAILED: {
    status: 500,
    title: 'The answer is saved, but the workflow could not go on',
    next: 'Nothing is lost; it is tried again by itself. The process page shows the error.',
    retry: true,
  },
  STORE_UNAVAILABLE: {
    status: 503,
    title: 'The database cannot be written',
    next: 'Free some disk space or check the data folder, then try again. Nothing was recorded.',
    retry: true,
  },
  ...syncErrors,
  INTERNAL: {
    status: 500,
    title: 'Something unexpected happened',
    next: 'Try again; if it happens again, the log file has the details.',
    retry: true,
  },
} as const satisfies Record<string, { status: number; title: string; next: string; retry: boolean }>;

export type ErrorCode = keyof typeof errorCatalogue;
