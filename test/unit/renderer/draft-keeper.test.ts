import { describe, expect, it } from 'vitest';
import { ORPCError } from '@orpc/client';
import { createDraftKeeper } from '../../../src/renderer/app/draft-keeper.ts';
import { createDraftStore } from '../../../src/renderer/app/drafts.ts';
import type { DraftData, DraftState } from '../../../src/shared/contract/drafts.ts';

const savedTs = '2026-05-22T10:42:00Z';
const id = 'task';

/** An account that keeps one draft as the contract says, and a keeper before it whose timers run when told to. */
function aKeeper() {
  let state: DraftState = { revision: 0, draft: null };
  const saves: DraftData[] = [];
  const account = {
    async save(_id: string, data: DraftData, baseRevision: number) {
      saves.push(data);
      if (baseRevision !== state.revision) throw conflict(state, data);
      state = { revision: state.revision + 1, draft: { data, savedTs, savedBy: 'anna' } };
      return state;
    },
    async discard() {
      state = { revision: state.revision + 1, draft: null };
      return state;
    },
  };
  const due: (() => void)[] = [];
  const later = (_milliseconds: number, run: () => void) => {
    due.push(run);
    return () => void due.splice(due.indexOf(run), 1);
  };
  const store = createDraftStore();
  const keeper = createDraftKeeper(store, account, later);
  return {
    store,
    keeper,
    saves,
    state: () => state,
    enter(value: string) {
      store.change(id, { value });
      keeper.touched(id);
    },
    elsewhere: (value: string) => account.save(id, { value }, state.revision),
    timers: () => due.length,
    kind: () => keeper.get(id)?.keeping.kind,
  };
}

function conflict(state: DraftState, sent: DraftData) {
  return new ORPCError('DRAFT_CONFLICT', {
    defined: true,
    status: 409,
    data: { draft: { revision: state.revision, kept: state.draft, sent } },
  });
}

describe('entries and what is saved of them', () => {
  it('what was saved before is put back, and said to be', () => {
    const { keeper, store } = aKeeper();
    keeper.seen(id, { revision: 3, draft: { data: { value: 'before' }, savedTs, savedBy: 'anna' } });
    expect(store.get(id).value).toBe('before');
    expect(keeper.get(id)?.restored).toEqual({ savedTs, savedBy: 'anna' });
  });

  it('[I36] the form beside the options is saved and put back with the comment', async () => {
    const test = aKeeper();
    test.keeper.seen(id, test.state());
    test.store.change(id, { fields: { granted: 5 }, comment: 'A part' });
    test.keeper.touched(id);
    expect(await test.keeper.flush(id)).toBe(true);
    expect(test.saves).toEqual([{ fields: { granted: 5 }, comment: 'A part' }]);
    const other = aKeeper();
    other.keeper.seen(id, test.state());
    expect(other.store.get(id)).toMatchObject({ fields: { granted: 5 }, comment: 'A part' });
  });

  it('what is entered is saved a moment later, once', async () => {
    const test = aKeeper();
    test.keeper.seen(id, test.state());
    test.enter('a');
    test.enter('ab');
    expect(test.timers()).toBe(1);
    expect(await test.keeper.flush(id)).toBe(true);
    expect(test.saves).toEqual([{ value: 'ab' }]);
    expect(test.timers()).toBe(0);
    expect(test.kind()).toBe('kept');
  });

  it('what is entered while a save is under way is saved after it', async () => {
    const test = aKeeper();
    test.keeper.seen(id, test.state());
    test.enter('first');
    const saving = test.keeper.flush(id);
    await Promise.resolve();
    test.enter('second');
    await saving;
    expect(await test.keeper.flush(id)).toBe(true);
    expect(test.state().draft?.data).toEqual({ value: 'second' });
    expect(test.kind()).toBe('kept');
  });

  it('a newer draft replaces nothing: both are there until one is chosen', async () => {
    const test = aKeeper();
    test.keeper.seen(id, test.state());
    test.enter('mine');
    await test.elsewhere('theirs');
    expect(await test.keeper.flush(id)).toBe(false);
    expect(test.keeper.get(id)?.keeping).toMatchObject({
      kind: 'conflict',
      theirs: { data: { value: 'theirs' } },
    });
    expect(test.store.get(id).value).toBe('mine');
    expect(test.state().draft?.data).toEqual({ value: 'theirs' });
    test.enter('mine still');
    expect(test.timers()).toBe(0);
    await test.keeper.choose(id, 'mine');
    expect(test.state().draft?.data).toEqual({ value: 'mine still' });
  });

  it('taking the other draft puts it on the page', async () => {
    const test = aKeeper();
    test.keeper.seen(id, test.state());
    test.enter('mine');
    await test.elsewhere('theirs');
    test.keeper.seen(id, test.state());
    expect(test.kind()).toBe('conflict');
    await test.keeper.choose(id, 'theirs');
    expect(test.store.get(id).value).toBe('theirs');
    test.enter('theirs and mine');
    expect(await test.keeper.flush(id)).toBe(true);
  });

  it('entries made before the saved draft was read stand against it', async () => {
    const test = aKeeper();
    await test.elsewhere('before');
    test.enter('typed at once');
    test.keeper.seen(id, test.state());
    expect(test.kind()).toBe('conflict');
    expect(test.store.get(id).value).toBe('typed at once');
  });

  it('one’s own saving, heard of again, changes nothing', async () => {
    const test = aKeeper();
    test.keeper.seen(id, test.state());
    test.enter('mine');
    await test.keeper.flush(id);
    test.enter('mine, more');
    test.keeper.seen(id, test.state());
    expect(test.kind()).toBe('changed');
    expect(test.store.get(id).value).toBe('mine, more');
  });

  it('starting over empties the page and the account', async () => {
    const test = aKeeper();
    test.keeper.seen(id, test.state());
    test.enter('mine');
    await test.keeper.flush(id);
    await test.keeper.startOver(id);
    expect(test.store.get(id).value).toBeUndefined();
    expect(test.state().draft).toBeNull();
  });
});
