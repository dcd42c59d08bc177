import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  inboxPlace,
  listOf,
  parsePlace,
  placeHash,
  showsDetail,
  type Place,
} from '../../../src/renderer/app/navigation.ts';
import { TaskView } from '../../../src/shared/contract/human-tasks.ts';

const id = fc.uuid();
const maybeId = fc.option(id, { nil: null });
const anyPlace: fc.Arbitrary<Place> = fc.oneof(
  fc.record({
    kind: fc.constant('tasks' as const),
    view: fc.constantFrom(...TaskView.options),
    taskAsstId: maybeId,
  }),
  fc.record({ kind: fc.constant('task' as const), taskId: id }),
  fc.record({ kind: fc.constant('processes' as const), processId: maybeId }),
  fc.record({ kind: fc.constant('processes' as const), processId: id, taskId: id }),
  fc.record({ kind: fc.constant('step' as const), processId: id, stepId: maybeId, taskId: maybeId }),
  fc.constant<Place>({ kind: 'people' }),
  fc.record({ kind: fc.constant('queue' as const), entryId: maybeId }),
  fc.record({ kind: fc.constant('workflows' as const), wfDefId: maybeId }),
  fc.constant<Place>({ kind: 'add-workflow' }),
  fc.constant<Place>({ kind: 'settings' }),
);

describe('the place in the hash', () => {
  it('is read back as it was written, for every place', () => {
    fc.assert(
      fc.property(anyPlace, (place) => {
        expect(parsePlace(placeHash(place))).toEqual(place);
      }),
    );
  });

  it.each([
    '',
    '#',
    '#/',
    '#/nowhere',
    '#/inbox/a/b',
    '#/task',
    '#/steps/a',
    '#/processes/a/b/c',
    '#/inbox/<script>',
    '#/inbox/%2e%2e',
  ])('is the inbox when %j names no place', (hash) => {
    expect(parsePlace(hash)).toEqual(inboxPlace);
  });

  it('leads from anything to its list', () => {
    fc.assert(
      fc.property(anyPlace, (place) => {
        expect(showsDetail(listOf(place))).toBe(false);
      }),
    );
  });
});
