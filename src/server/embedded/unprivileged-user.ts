import { spawnSync } from 'node:child_process';
import { StartError } from '../start-error.ts';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Whom PostgreSQL's own packages make; where they are installed it is there already. */
const userName = 'postgres';

/**
 * As whom PostgreSQL is run when this process is root, which it refuses to be run as: the system's user for it, made where there
 * is none.
 * @returns null: this process is not root, and PostgreSQL runs as whoever it is
 * @throws StartError when there is no such user and none can be made
 */
export function unprivilegedUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  const found = find();
  if (found !== null) return found;
  spawnSync('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    userName,
  ]);
  const made = find();
  if (made !== null) return made;
  throw new StartError(
    `PostgreSQL does not run as root, and no system user called ${userName} could be made for it. ` +
      'Run the server as another user than root, or set DATABASE_URL.',
  );
}

function find(): SystemUser | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const { status, stdout } = spawnSync('id', [flag, userName], { encoding: 'utf8' });
    return status === 0 ? Number(stdout.trim()) : null;
  });
  return typeof uid === 'number' && typeof gid === 'number' ? { uid, gid } : null;
}
