import type { CheckScope, PathSegment } from '../tasks/task-type.ts';
import { taskTypeOf } from '../tasks/task-types.ts';
import type { Definition } from './definition.ts';
import type { DefinitionIssue } from './issues.ts';
import { namedTasks, type TaskList } from './task-list.ts';

const directives: ReadonlySet<string> = new Set(['continue', 'exit', 'end']);

/** What the schema cannot say of a definition: names that must be unique or must exist, fields that exclude each other. */
export function checkDefinition(definition: Definition): DefinitionIssue[] {
  const issues: DefinitionIssue[] = [];
  checkList(definition.do, ['do'], new Set(Object.keys(definition.use?.errors ?? {})), issues);
  return issues;
}

function checkList(
  list: TaskList,
  listPath: readonly PathSegment[],
  errors: ReadonlySet<string>,
  issues: DefinitionIssue[],
): void {
  const names = new Set<string>();
  const tasks = namedTasks(list).map(({ name, task }, index) => ({
    name,
    task,
    path: [...listPath, index, name],
  }));
  for (const { name, path } of tasks) {
    const message = nameProblem(name, names);
    if (message !== null) issues.push({ path, message });
    names.add(name);
  }
  for (const { task, path } of tasks) {
    const scope: CheckScope = {
      errors,
      problem: (below, message) => issues.push({ path: [...path, ...below], message }),
      directive: (below, directive) => {
        if (directives.has(directive) || names.has(directive)) return;
        issues.push({ path: [...path, ...below], message: directiveProblem(directive) });
      },
      list: (below, inner) => checkList(inner, [...path, ...below], errors, issues),
    };
    if (task.then !== undefined) scope.directive(['then'], task.then);
    taskTypeOf(task).check?.(task, scope);
  }
}

function nameProblem(name: string, taken: ReadonlySet<string>): string | null {
  if (name.trim() === '') return 'A task needs a name.';
  if (directives.has(name))
    return `No task can be named "${name}": \`then: ${name}\` has a meaning of its own.`;
  return taken.has(name) ? `There is already a task named "${name}" in this list.` : null;
}

function directiveProblem(directive: string): string {
  return `"${directive}" is not a task in this list. Use one of its tasks, continue, exit or end.`;
}
