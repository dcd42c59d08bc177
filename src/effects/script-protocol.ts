/** What goes to the thread that runs scripts and what comes back. */
export interface Script {
  readonly code: string;
  /** Variables by name, as the text of a JSON object. */
  readonly variables: string;
  /** What follows the name of the script in `process.argv`. */
  readonly argv: readonly string[];
  readonly stdin: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ScriptBounds {
  readonly memoryBytes: number;
  readonly outputBytes: number;
}

export interface ScriptRequest {
  readonly id: number;
  readonly script: Script;
}

/** Given to the thread when it starts. The first cell of `interrupt` becomes 1 when the script that runs must end. */
export interface ScriptThreadData {
  readonly bounds: ScriptBounds;
  readonly interrupt: SharedArrayBuffer;
}

export type ScriptOutcome =
  /** It came to its end, by itself, by `process.exit` or by an error that it did not catch, which `error` says in a line. */
  | {
      readonly kind: 'ended';
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
      /** What it returned, as JSON text; undefined: nothing. */
      readonly value: string | undefined;
      readonly error: string | null;
    }
  /** It was ended, or never began. */
  | { readonly kind: 'stopped'; readonly reason: ScriptStop; readonly message: string };

export type ScriptStop = 'interrupted' | 'limit' | 'syntax' | 'stuck';

export type ScriptReply =
  /** From here on the script's time counts. */
  | { readonly kind: 'started'; readonly id: number }
  | { readonly kind: 'outcome'; readonly id: number; readonly outcome: ScriptOutcome };
