import { describe, expect, it } from 'vitest';
import { timelineLines, type TimelineLine } from '../../../src/renderer/ui/timeline-lines.ts';
import { addressOf, timelineTree } from '../../../src/renderer/ui/timeline-tree.ts';
import type { TaskSummary } from '../../../src/shared/contract/processes.ts';
import { aTask } from './task-summary.ts';

const linesOf = (tasks: readonly TaskSummary[], toggled: Record<string, boolean> = {}) =>
  timelineLines(timelineTree(tasks), new Map(Object.entries(toggled)));

/** What one reads, indented as it is drawn. */
function read(line: TimelineLine): string {
  const indent = '  '.repeat(line.depth);
  if (line.kind === 'more') return `${indent}… ${line.count} ${line.round}`;
  if (line.kind === 'round') return `${indent}${line.round} ${line.visit} ${line.status}`;
  const round = line.round === null ? '' : ` (${line.round.round} ${line.round.visit})`;
  return `${indent}${line.task.title} ${line.status}${round}`;
}

const loop = (count: number, each: (index: number) => TaskSummary[]): TaskSummary[] => [
  aTask('/do/0/loop', { kind: 'for', statusCode: 'A', completedTs: null }),
  ...Array.from({ length: count }, (_, index) => each(index + 1)).flat(),
];

const inRound = (visit: number, rest: string) => `/do/0/loop/do${visit === 1 ? '' : `#${visit}`}/${rest}`;

describe('where a task stands', () => {
  it.each([
    ['/do/0/first', { parent: '', list: 'do', visit: 1 }],
    ['/do/0/first/do/2/check', { parent: '/do/0/first', list: 'do', visit: 1 }],
    ['/do/0/ship/try#2/0/book', { parent: '/do/0/ship', list: 'try', visit: 2 }],
    ['/do/0/ship/catch/do/0/tell', { parent: '/do/0/ship', list: 'catch/do', visit: 1 }],
    ['/do/1/all/fork/branches/1/0', { parent: '/do/1/all', list: 'fork/branches', visit: 1 }],
    ['/do/1/review#3/do#12/0/a', { parent: '/do/1/review#3', list: 'do', visit: 12 }],
  ])('is read from its path %s', (path, address) => {
    expect(addressOf(path)).toEqual(address);
  });

  it.each(['/', '/do', '', '/do/0'])('is not read from %j, which is no task', (path) => {
    expect(addressOf(path)).toBeNull();
  });
});

describe('a timeline', () => {
  it('indents what ran inside a task below it, also where other tasks began in between', () => {
    const lines = linesOf([
      aTask('/do/0/all', { kind: 'fork', statusCode: 'A' }),
      aTask('/do/0/all/fork/branches/0/left', { kind: 'do', statusCode: 'A' }),
      aTask('/do/0/all/fork/branches/1/right'),
      aTask('/do/0/all/fork/branches/0/left/do/0/ask', { kind: 'ask', statusCode: 'W' }),
    ]);
    expect(lines.map(read)).toEqual(['all W', '  left W', '    ask W', '  right C']);
    expect(lines[0]).toMatchObject({ rounds: { round: 'branch', total: 2, open: 1, failed: 0 } });
  });

  it('says of a task that only waits inside that it waits, and of one that also runs that it runs', () => {
    const waiting = [
      aTask('/do/0/group', { kind: 'do', statusCode: 'A' }),
      aTask('/do/0/group/do/0/ask', { statusCode: 'W' }),
    ];
    expect(linesOf(waiting).map(read)[0]).toBe('group W');
    expect(linesOf([...waiting, aTask('/do/0/group/do/1/call', { statusCode: 'A' })]).map(read)[0]).toBe(
      'group A',
    );
  });

  it('names the rounds of a loop on their tasks where each has one, and on lines of their own where they have more', () => {
    const single = loop(2, (visit) => [aTask(inRound(visit, '0/a'))]);
    expect(linesOf(single).map(read).slice(1)).toEqual(['  a C (iteration 1)', '  a C (iteration 2)']);
    const several = loop(2, (visit) => [aTask(inRound(visit, '0/a')), aTask(inRound(visit, '1/b'))]);
    expect(linesOf(several).map(read).slice(1)).toEqual([
      '  iteration 1 C',
      '    a C',
      '    b C',
      '  iteration 2 C',
      '    a C',
      '    b C',
    ]);
  });

  it('draws of many rounds only those that are open or have failed, until all are wanted', () => {
    const tasks = loop(1_000, (visit) => [
      aTask(inRound(visit, '0/a'), { statusCode: visit === 40 ? 'F' : visit === 1_000 ? 'W' : 'C' }),
    ]);
    const [head, ...rest] = linesOf(tasks);
    expect(head).toMatchObject({ rounds: { total: 1_000, failed: 1, open: 1 } });
    expect(rest.map(read)).toEqual(['  … 998 iteration', '  a F (iteration 40)', '  a W (iteration 1000)']);
    const more = rest[0]?.toggle?.id ?? '';
    expect(linesOf(tasks, { [more]: true })).toHaveLength(1_001);
  });

  it('closes the attempts that are over, keeps the last one open and says what came after the error', () => {
    const attempt = (visit: number, status: 'F' | 'W') => {
      const list = `/do/0/ship/try${visit === 1 ? '' : `#${visit}`}`;
      return [aTask(`${list}/0/pack`), aTask(`${list}/1/book`, { statusCode: status })];
    };
    const ship = aTask('/do/0/ship', { kind: 'try', statusCode: 'A' });
    expect(linesOf([ship, ...attempt(1, 'W')]).map(read)).toEqual(['ship W', '  pack C', '  book W']);
    const lines = linesOf([
      ship,
      ...attempt(1, 'F'),
      ...attempt(2, 'F'),
      aTask('/do/0/ship/catch/do/0/tell'),
    ]);
    expect(lines.map(read)).toEqual([
      'ship A',
      '  attempt 1 F',
      '  attempt 2 F',
      '    pack C',
      '    book F',
      '  handler 1 C',
      '    tell C',
    ]);
    expect(lines[0]).toMatchObject({ rounds: { round: 'attempt', total: 2, failed: 2 } });
  });

  it('opens and closes what the person wants', () => {
    const tasks = [aTask('/do/0/group', { kind: 'do' }), aTask('/do/0/group/do/0/inside')];
    expect(linesOf(tasks, { '/do/0/group': false }).map(read)).toEqual(['group C']);
  });

  it('of 10 000 tasks is worked out within the time of a few frames', () => {
    const tasks = loop(5_000, (visit) => [aTask(inRound(visit, '0/a')), aTask(inRound(visit, '1/b'))]);
    const begun = performance.now();
    expect(linesOf(tasks, { '/do/0/loop/do*': true }).length).toBeGreaterThan(5_000);
    // Far above what it takes (about 20 ms), and far below what a quadratic way would.
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
