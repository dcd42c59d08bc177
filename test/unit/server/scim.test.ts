import { describe, expect, test } from 'vitest';
import { patched, roleIdOf, ScimGroup } from '../../../src/server/scim/groups.ts';
import { ListQuery, listOf, Patch } from '../../../src/server/scim/messages.ts';
import { changeBy } from '../../../src/server/scim/users.ts';
import { UserId } from '../../../src/shared/ids.ts';

const operations = (...given: unknown[]) => Patch.parse({ Operations: given }).Operations;
const ids = (...names: string[]) => names.map((name) => UserId.parse(name));

describe('what operations on a user change', () => {
  test('deactivating, as the common directories write it', () => {
    expect(changeBy(operations({ op: 'replace', path: 'active', value: false }))).toEqual({ active: false });
    expect(changeBy(operations({ op: 'Replace', path: 'active', value: 'False' }))).toEqual({
      active: false,
    });
    expect(changeBy(operations({ op: 'replace', value: { active: true } }))).toEqual({ active: true });
  });

  test('what the identity provider keeps is left alone', () => {
    const given = operations({ op: 'add', value: { externalId: '7', emails: [], displayName: 'Ann' } });
    expect(changeBy(given)).toEqual({ name: 'Ann' });
  });

  test('permissions are set, and taken away', () => {
    const set = { op: 'replace', path: 'entitlements', value: [{ value: 'portal.admin' }] };
    expect(changeBy(operations(set))).toEqual({ permissions: ['portal.admin'] });
    expect(changeBy(operations({ op: 'remove', path: 'entitlements' }))).toEqual({ permissions: [] });
  });

  test.each([
    ['an attribute that there is not', { op: 'replace', path: 'shoeSize', value: 44 }],
    ['a name that is taken away', { op: 'remove', path: 'displayName' }],
    ['a permission that there is not', { op: 'add', path: 'entitlements', value: [{ value: 'root' }] }],
    ['a value that is none', { op: 'replace', path: 'active', value: 'perhaps' }],
  ])('%s is refused', (_, operation) => {
    expect(() => changeBy(operations(operation))).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
  });
});

describe('what operations on a group change', () => {
  const group = { name: 'Approvers', memberIds: ids('alice', 'bob') };

  test('members are added, removed by either way, and replaced', () => {
    const add = { op: 'add', path: 'members', value: [{ value: 'carol' }, { value: 'bob' }] };
    const removeOne = { op: 'remove', path: 'members[value eq "alice"]' };
    const removeListed = { op: 'remove', path: 'members', value: [{ value: 'bob' }] };
    expect(patched(group, operations(add)).memberIds).toEqual(['alice', 'bob', 'carol']);
    expect(patched(group, operations(add, removeOne)).memberIds).toEqual(['bob', 'carol']);
    expect(patched(group, operations(add, removeListed)).memberIds).toEqual(['alice', 'carol']);
    expect(patched(group, operations({ op: 'remove', path: 'members' })).memberIds).toEqual([]);
    const replace = { op: 'replace', value: { displayName: 'Deciders', members: [{ value: 'dan' }] } };
    expect(patched(group, operations(replace))).toEqual({ name: 'Deciders', memberIds: ['dan'] });
  });

  test('a path that is not understood is refused, and nothing is guessed', () => {
    const odd = { op: 'remove', path: 'members[display eq "Alice"]' };
    expect(() => patched(group, operations(odd))).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
  });
});

test('a group gets an id that workflows can name', () => {
  const idOf = (group: object) => roleIdOf(ScimGroup.parse(group));
  expect(idOf({ displayName: 'Senior Approvers (EU)' })).toBe('Senior-Approvers-EU');
  expect(idOf({ displayName: 'Approvers', externalId: 'finance.approvers' })).toBe('finance.approvers');
  expect(idOf({ displayName: 'Approvers', externalId: 'a b/c' })).toBe('Approvers');
});

test('a list is filtered by name, and read page by page', () => {
  const all = ['ann', 'bob', 'cid'].map((id) => ({ id, userName: id, displayName: id.toUpperCase() }));
  const list = (query: object) =>
    listOf(all, ({ userName, displayName }) => ({ userName, displayName }), ListQuery.parse(query));
  expect(list({ filter: 'userName eq "bob"' })).toMatchObject({
    totalResults: 1,
    Resources: [{ id: 'bob' }],
  });
  expect(list({ filter: 'userName eq "BOB"' })).toMatchObject({ totalResults: 0, Resources: [] });
  expect(list({ startIndex: '2', count: '1' })).toMatchObject({
    totalResults: 3,
    startIndex: 2,
    itemsPerPage: 1,
  });
  expect(list({ startIndex: '-4', count: '0' })).toMatchObject({
    totalResults: 3,
    startIndex: 1,
    itemsPerPage: 0,
  });
  expect(() => ListQuery.parse({ filter: 'name co "x"' })).toThrow(/can be filtered by/);
});
