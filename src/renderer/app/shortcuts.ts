/**
 * The one table of keys: it binds them (use-shortcuts.ts), prints them on buttons (ui/kbd.tsx, shortcut-keys.tsx) and lists
 * them in the help. A chord is two keys one after the other, written `g i`. Those of the queue are keys of a task too: what
 * is queued is never shown beside a task that can be answered.
 */
export interface Shortcut {
  readonly keys: readonly string[];
  readonly section: 'list' | 'answer' | 'task' | 'process' | 'queue' | 'go' | 'window';
  readonly label: string;
  /** Also while someone types: only for keys that no text field needs. */
  readonly whileTyping?: true;
}

export const shortcuts = {
  next: { keys: ['j'], section: 'list', label: 'Next in the list' },
  previous: { keys: ['k'], section: 'list', label: 'Previous in the list' },
  open: { keys: ['Enter'], section: 'list', label: 'Open' },
  nextAccount: { keys: ['f'], section: 'list', label: 'Tasks of the next account' },
  allAccounts: { keys: ['g e'], section: 'list', label: 'Tasks of every account' },
  back: { keys: ['Escape'], section: 'list', label: 'Back, out of a field', whileTyping: true },
  option1: { keys: ['a'], section: 'answer', label: 'First answer: Approve, Yes' },
  option2: { keys: ['r'], section: 'answer', label: 'Second answer: Reject, No' },
  choose: {
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    section: 'answer',
    label: 'Choose by number',
  },
  comment: { keys: ['c'], section: 'answer', label: 'Write a comment or an answer' },
  submit: { keys: ['Mod+Enter'], section: 'answer', label: 'Send, confirm', whileTyping: true },
  saveProgress: { keys: ['Mod+s'], section: 'answer', label: 'Save progress', whileTyping: true },
  undo: { keys: ['z'], section: 'answer', label: 'Undo the last answer' },
  claim: { keys: ['l'], section: 'task', label: 'Claim or release' },
  assignToMe: { keys: ['m'], section: 'task', label: 'Assign to me' },
  reassign: { keys: ['e'], section: 'task', label: 'Reassign' },
  discuss: { keys: ['d'], section: 'task', label: 'Write a message' },
  retryTask: { keys: ['y'], section: 'process', label: 'Retry a failed task' },
  suspend: { keys: ['s'], section: 'process', label: 'Suspend or resume' },
  cancelProcess: { keys: ['x'], section: 'process', label: 'Cancel' },
  retryNow: { keys: ['t'], section: 'process', label: 'Try now' },
  retryEntry: { keys: ['r'], section: 'queue', label: 'Send now' },
  editEntry: { keys: ['e'], section: 'queue', label: 'Edit the answer' },
  withdrawEntry: { keys: ['w'], section: 'queue', label: 'Take back' },
  dismissEntry: { keys: ['x'], section: 'queue', label: 'Dismiss' },
  commentEntry: { keys: ['c'], section: 'queue', label: 'Post mine as a comment' },
  goInbox: { keys: ['g i'], section: 'go', label: 'Inbox' },
  goDue: { keys: ['g u'], section: 'go', label: 'Due today' },
  goDone: { keys: ['g d'], section: 'go', label: 'Done' },
  goUnassigned: { keys: ['g n'], section: 'go', label: 'Unassigned' },
  goAll: { keys: ['g a'], section: 'go', label: 'Everyone’s tasks' },
  goProcesses: { keys: ['g p'], section: 'go', label: 'Processes' },
  goWorkflows: { keys: ['g w'], section: 'go', label: 'Workflows' },
  goQueue: { keys: ['g q'], section: 'go', label: 'Queue' },
  goPeople: { keys: ['g o'], section: 'go', label: 'People' },
  goSettings: { keys: ['g s'], section: 'go', label: 'Settings' },
  palette: { keys: ['Mod+k'], section: 'window', label: 'Find a command', whileTyping: true },
  help: { keys: ['?'], section: 'window', label: 'Show the keys' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof shortcuts;

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** `a`, `?`, `Enter`, `Mod+Enter`; null for what can never be a shortcut, such as Alt+a or a lone Shift. */
export function pressedKey(press: KeyPress): string | null {
  if (press.altKey || modifiers.has(press.key)) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  return press.ctrlKey || press.metaKey ? `Mod+${key}` : key;
}

/**
 * Which shortcuts a key press means, given the key before it (null: none, or too long ago).
 * @returns ids in the order of the table, and the key to remember when it may begin a chord.
 */
export function matchShortcuts(
  key: string,
  previous: string | null,
): { readonly ids: readonly ShortcutId[]; readonly pending: string | null } {
  const chord = previous === null ? null : `${previous} ${key}`;
  const ids = shortcutIds.filter((id) => chord !== null && keysOf(id).includes(chord));
  if (ids.length > 0) return { ids, pending: null };
  const begins = shortcutIds.some((id) => keysOf(id).some((keys) => keys.startsWith(`${key} `)));
  return { ids: shortcutIds.filter((id) => keysOf(id).includes(key)), pending: begins ? key : null };
}

export function worksWhileTyping(id: ShortcutId): boolean {
  const shortcut: Shortcut = shortcuts[id];
  return shortcut.whileTyping === true;
}

/** How a key looks on this machine's keyboard: `Mod+Enter` is `⌘ ↵` on a Mac and `Ctrl ↵` elsewhere; one item per key cap. */
export function keyCaps(keys: string, platform: string): string[] {
  return keys
    .split(/[ +]/)
    .map((key) => capNames(platform)[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

/** The value of `aria-keyshortcuts` for a single key or combination. */
export function ariaKeys(keys: string, platform: string): string {
  return keys.replace('Mod', platform === 'darwin' ? 'Meta' : 'Control');
}

export const shortcutIds = Object.keys(shortcuts) as ShortcutId[];

const modifiers = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock']);

function keysOf(id: ShortcutId): readonly string[] {
  return shortcuts[id].keys;
}

function capNames(platform: string): Record<string, string> {
  return { Mod: platform === 'darwin' ? '⌘' : 'Ctrl', Enter: '↵', Escape: 'Esc' };
}
