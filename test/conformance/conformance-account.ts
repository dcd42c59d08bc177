import type { AssignmentStatus } from '../../src/shared/human-task/status.ts';
import type { Instant } from '../../src/shared/clock.ts';
import type { Json } from '../../src/shared/json.ts';
import type { TaskRow } from '../../src/service/processes/task-row.ts';
import type { Client } from '../support/account.ts';
import type { FakeTime } from '../support/fake-time.ts';

/** An account whose engine is looked at, whichever host it runs on. */
export interface ConformanceAccount {
  readonly client: Client;
  /** What is recorded of the tasks of a process, in the order in which they began. */
  tasks(processId: string): Promise<readonly TaskRow[]>;
  /** Of everyone who was asked, in that order. */
  assignmentsOf(taskId: string): Promise<readonly AssignmentStatus[]>;
  /** Where a text is found in what the host has written down; `places` is how many were looked at. */
  search(text: string): Promise<{ readonly places: number; readonly found: readonly string[] }>;
  /** Waits until nothing is walked and no effect is under way but those that a service leaves without an answer. */
  settle(): Promise<void>;
  /** When the next thing happens by itself, or null. */
  nextDue(): Promise<Instant | null>;
  close(): Promise<void>;
}

export interface ConformanceOptions {
  readonly time: FakeTime;
  readonly rewrites: readonly { from: string; to: string }[];
  readonly secret: (name: string) => Json | undefined;
  readonly allowsShell: () => boolean;
  /** How many requests services have that they never answer. */
  readonly hanging: () => number;
}

/** Where one scenario keeps its account: it can be closed and opened again. */
export interface ConformanceHost extends AsyncDisposable {
  open(options: ConformanceOptions): Promise<ConformanceAccount>;
}
