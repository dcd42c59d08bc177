import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { check } from '../../support/assignments/checks.ts';
import { everyCommand } from '../../support/assignments/commands.ts';
import { Model } from '../../support/assignments/model.ts';
import { aWorld } from '../../support/assignments/world.ts';
import type { AskAssignment } from '../../../src/shared/human-task/ask.ts';

const sequences = Number(process.env['SEQUENCES'] ?? 2_000);

const assignments: fc.Arbitrary<AskAssignment> = fc.constantFrom<AskAssignment>(
  { roleId: 'approvers' },
  { roleId: 'directors' },
  { assigneeId: 'carol' },
  { assigneeId: 'erin' },
  { assigneeIds: ['ann', 'carol', 'erin'] },
  {},
);

it('[H4 H61 H63 H66 H68 H74] however people claim, release, answer, reassign, come and go: one answer at most, by who may, along the table', async () => {
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(
      assignments,
      fc.commands(everyCommand, { maxCommands: 40, size: 'max' }),
      async (assignment, commands) => {
        const world = aWorld(assignment);
        try {
          const model = new Model(assignment);
          check(model, world);
          await fc.asyncModelRun(() => ({ model, real: world }), commands);
          steps += [...commands].length;
        } finally {
          world.close();
        }
      },
    ),
    { numRuns: sequences },
  );
  expect(steps).toBeGreaterThan(sequences);
}, 120_000);
