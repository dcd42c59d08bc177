import type { Expressions, Host, Schemas, WorkflowName } from '../../engine/host.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Json } from '../../shared/json.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { eventsAfter } from '../store/events.ts';
import { findWorkflowsNamed } from '../store/workflows.ts';
import { compareVersions } from '../../service/workflows/compare-versions.ts';
import type { Turns } from './turns.ts';

export interface EngineHostOptions {
  readonly db: ReadableDatabase;
  readonly clock: Clock;
  readonly expressions: Expressions;
  readonly schemas: Schemas;
  /** At least 0 and below 1. */
  readonly random: () => number;
  /** The value of a secret, or undefined. */
  readonly secret: (name: string) => Json | undefined;
  readonly turns: Turns;
}

/** All that the engine asks of this computer while it walks a process. */
export function createEngineHost(options: EngineHostOptions): Host {
  const { db, clock, expressions, schemas, random, secret, turns } = options;
  return {
    clock,
    expressions,
    schemas,
    random,
    secret,
    findWorkflow: (name) => findWorkflowId(db, name),
    eventsAfter: (position, types) => eventsAfter(db, position, types),
    // On this computer a process acts for whoever is logged in; nobody signs in with a token.
    authorization: null,
    breathe: () => turns.breathe(),
  };
}

function findWorkflowId(db: ReadableDatabase, { namespace, name, version }: WorkflowName): string | null {
  const named = findWorkflowsNamed(db, name).filter(
    (workflow) => workflow.namespace === namespace && (version === 'latest' || workflow.version === version),
  );
  return named.toSorted((a, b) => compareVersions(b.version, a.version))[0]?.id ?? null;
}
