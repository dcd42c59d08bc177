import { CountersignError } from '../../shared/errors.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findWorkflowsNamed, type WorkflowRow } from '../store/workflows.ts';

const reference = /^(?:(?<namespace>[^/@]+)\/)?(?<name>[^/@]+)(?:@(?<version>[^/@]+))?$/;

/**
 * Finds a workflow by `name`, `namespace/name` or `namespace/name@version`; without a version the highest one. A name that two
 * namespaces have needs its namespace.
 * @throws CountersignError WORKFLOW_NOT_FOUND, INVALID_REQUEST
 */
export function findWorkflowByReference(db: ReadableDatabase, text: string): WorkflowRow {
  const parts = reference.exec(text)?.groups;
  if (parts === undefined) {
    throw new CountersignError('INVALID_REQUEST', {
      details: { fields: [{ pointer: '/workflow', message: 'Must look like namespace/name@version.' }] },
    });
  }
  const { namespace, name = '', version } = parts;
  const found = findWorkflowsNamed(db, name).filter(
    (workflow) =>
      (namespace === undefined || workflow.namespace === namespace) &&
      (version === undefined || workflow.version === version),
  );
  mustBeOneWorkflow(found);
  const newest = found.toSorted((a, b) => compareVersions(b.version, a.version))[0];
  if (newest === undefined) {
    throw new CountersignError('WORKFLOW_NOT_FOUND', { message: `There is no workflow ${text}` });
  }
  return newest;
}

function mustBeOneWorkflow(found: readonly WorkflowRow[]): void {
  const namespaces = [...new Set(found.map((workflow) => workflow.namespace))];
  if (namespaces.length < 2) return;
  throw new CountersignError('INVALID_REQUEST', {
    message: `Several namespaces have this workflow: ${namespaces.join(', ')}. Name one.`,
    details: { fields: [{ pointer: '/workflow', message: 'Needs its namespace.' }] },
  });
}

/** Orders semantic versions (semver.org, item 11): numbers by value, a pre-release before its release. */
export function compareVersions(a: string, b: string): number {
  const left = split(a);
  const right = split(b);
  for (const index of [0, 1, 2]) {
    const difference = (left.core[index] ?? 0) - (right.core[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  return comparePreReleases(left.pre, right.pre);
}

function comparePreReleases(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [a = '', b = ''] = [left[index], right[index]];
    const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (aIsNumber && bIsNumber && Number(a) !== Number(b)) return Number(a) - Number(b);
    if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
    if (a !== b) return a < b ? -1 : 1;
  }
  return left.length - right.length;
}

function split(version: string): { core: number[]; pre: string[] } {
  const [withoutBuild = ''] = version.split('+');
  const [core = '', ...pre] = withoutBuild.split('-');
  return { core: core.split('.').map(Number), pre: pre.length === 0 ? [] : pre.join('-').split('.') };
}
