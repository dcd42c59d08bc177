import { describe, expect, it } from 'vitest';
import {
  filtered,
  hasSteps,
  stepBadge,
  stepNumbers,
  tasksOfStep,
} from '../../../src/renderer/features/process/step-tasks.ts';
import type { TaskSummary } from '../../../src/shared/contract/processes.ts';
import type { Wait } from '../../../src/shared/contract/wait.ts';
import { aTask } from './task-summary.ts';

const sinceTs = '2026-05-22T10:00:00Z';
const asked = (...assignees: string[]): Wait => ({ kind: 'approval', sinceTs, deadlineTs: null, assignees });

function task(path: string, change: Partial<TaskSummary> = {}): TaskSummary {
  return { ...aTask(path, change), taskId: path };
}

const step = task('/do/0/check', { kind: 'fork', statusCode: 'A' });
const mine = task('/do/0/check/fork/branches/0/mine', { kind: 'ask', statusCode: 'W', wait: asked('anna') });
const nobodys = task('/do/0/check/fork/branches/1/legal', { kind: 'ask', statusCode: 'W', wait: asked() });
const failed = task('/do/0/check/fork/branches/2/call', { kind: 'call', statusCode: 'F' });
const done = task('/do/0/check/fork/branches/3/note', { kind: 'set', statusCode: 'C' });
const after = task('/do/1/after', { kind: 'set', statusCode: 'C' });
const all = [step, mine, nobodys, failed, done, after];

describe('the tasks of a step', () => {
  it('are those that ran inside it, without what only holds them together', () => {
    expect(tasksOfStep(all, step.taskId)).toEqual([mine, nobodys, failed, done]);
    expect(tasksOfStep(all, null)).toEqual([mine, nobodys, failed, done, after]);
    expect(tasksOfStep(all, after.taskId)).toEqual([after]);
    expect(hasSteps(all, step.taskId)).toBe(true);
    expect(hasSteps(all, after.taskId)).toBe(false);
  });

  it('are counted once each: what failed or is held by nobody is blocked, not active', () => {
    const tasks = tasksOfStep(all, step.taskId);
    expect(stepNumbers(tasks, false)).toEqual({ total: 4, active: 1, completed: 1, blocked: 2 });
    expect(stepNumbers(tasks, true)).toEqual({ total: 4, active: 0, completed: 1, blocked: 3 });
  });

  it('are filtered by whose they are and by what is over, which a failure is not', () => {
    const tasks = tasksOfStep(all, step.taskId);
    expect(filtered(tasks, { mine: true, showCompleted: true }, 'anna')).toEqual([mine]);
    expect(filtered(tasks, { mine: false, showCompleted: false }, 'anna')).toEqual([mine, nobodys, failed]);
  });

  it('are to do until somebody works on them', () => {
    expect(stepBadge(mine, false)).toBe('todo');
    expect(stepBadge(mine, true)).toBe('progress');
    expect(stepBadge(failed, false)).toBe('failed');
    expect(stepBadge(done, false)).toBe('completed');
  });
});
