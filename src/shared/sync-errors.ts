/** What can go wrong between this machine and a team server; part of the closed list of `error-catalogue.ts`. */
export const syncErrors = {
  TOKEN_EXPIRED: {
    status: 401,
    title: 'The sign-in is no longer valid',
    next: 'Sign in again. What is queued is kept.',
    retry: false,
  },
  DEVICE_REVOKED: {
    status: 401,
    title: 'This device was revoked',
    next: 'Sign in again to register it anew, or ask an administrator why it was revoked.',
    retry: false,
  },
  DEVICE_NOT_FOUND: {
    status: 404,
    title: 'There is no such device',
    next: 'List the devices.',
    retry: false,
  },
  DEVICE_KEY_MISMATCH: {
    status: 409,
    title: 'This device is registered with another key',
    next: 'Sign in as a new device.',
    retry: false,
  },
  SCOPE_MISSING: {
    status: 403,
    title: 'The sign-in does not cover this',
    next: 'Sign in again and grant the scope that is named.',
    retry: false,
  },
  RATE_LIMITED: {
    status: 429,
    title: 'Too many requests',
    next: 'Wait as long as Retry-After says.',
    retry: true,
  },
  SERVER_UNREACHABLE: {
    status: 503,
    title: 'The server cannot be reached',
    next: 'It is tried again by itself; what you answer meanwhile is queued.',
    retry: true,
  },
  SERVER_INCOMPATIBLE: {
    status: 426,
    title: 'This version and the server do not understand each other',
    next: 'Update whichever is older.',
    retry: false,
  },
  OFFLINE: {
    status: 503,
    title: 'This needs the server, and it cannot be reached',
    next: 'Try again when the account is online. Tasks that were synced can be read and answered meanwhile.',
    retry: true,
  },
  ACCOUNT_NOT_FOUND: {
    status: 404,
    title: 'There is no such account',
    next: 'List the accounts.',
    retry: false,
  },
  ACCOUNT_EXISTS: {
    status: 409,
    title: 'This user is signed in to this server already',
    next: 'Use the account that is there, or sign out of it first.',
    retry: false,
  },
  QUEUED_ANSWERS: {
    status: 409,
    title: 'Answers of this account have not reached the server yet',
    next: 'Wait until they are delivered, or sign out and lose them.',
    retry: false,
  },
  SIGN_IN_FAILED: {
    status: 502,
    title: 'Signing in did not work',
    next: 'Try again; if it fails again, ask who runs the server.',
    retry: false,
  },
  ENTRY_NOT_FOUND: {
    status: 404,
    title: 'There is no such entry in the queue',
    next: 'List the queue.',
    retry: false,
  },
  ENTRY_SENT: {
    status: 409,
    title: 'It has been sent already',
    next: 'Look at the task: it shows what came of it.',
    retry: false,
  },
  ALREADY_QUEUED: {
    status: 409,
    title: 'An answer to this task is queued already',
    next: 'Edit or withdraw it in the queue.',
    retry: false,
  },
} as const;
