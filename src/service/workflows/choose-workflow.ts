import { CountersignError } from '../../shared/errors.ts';
import { compareVersions } from './compare-versions.ts';
import type { WorkflowHead } from './workflow-row.ts';

/** What a text names a workflow by; what it does not say is undefined. */
export interface NamedInText {
  readonly text: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly version: string | undefined;
}

const reference = /^(?:(?<namespace>[^/@]+)\/)?(?<name>[^/@]+)(?:@(?<version>[^/@]+))?$/;

/**
 * Reads `name`, `namespace/name` or `namespace/name@version`.
 * @throws CountersignError INVALID_REQUEST
 */
export function readWorkflowName(text: string): NamedInText {
  const parts = reference.exec(text)?.groups;
  if (parts === undefined) {
    throw new CountersignError('INVALID_REQUEST', {
      details: { fields: [{ pointer: '/workflow', message: 'Must look like namespace/name@version.' }] },
    });
  }
  const { namespace, name = '', version } = parts;
  return { text, namespace, name, version };
}

/**
 * The workflow that is meant, among all of its name; without a version the highest one. A name that two namespaces have needs its
 * namespace.
 * @throws CountersignError WORKFLOW_NOT_FOUND, INVALID_REQUEST
 */
export function chooseWorkflow<T extends Pick<WorkflowHead, 'namespace' | 'version'>>(
  named: readonly T[],
  { text, namespace, version }: NamedInText,
): T {
  const found = named.filter(
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

function mustBeOneWorkflow(found: readonly Pick<WorkflowHead, 'namespace'>[]): void {
  const namespaces = [...new Set(found.map((workflow) => workflow.namespace))];
  if (namespaces.length < 2) return;
  throw new CountersignError('INVALID_REQUEST', {
    message: `Several namespaces have this workflow: ${namespaces.join(', ')}. Name one.`,
    details: { fields: [{ pointer: '/workflow', message: 'Needs its namespace.' }] },
  });
}
