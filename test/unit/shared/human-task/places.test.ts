import { describe, expect, it } from 'vitest';
import {
  audienceOf,
  audienceOfPlaces,
  followDirectory,
  placesFor,
  type Directory,
  type OpenPlace,
  type Place,
} from '../../../../src/shared/human-task/places.ts';
import type { AssignmentId, RoleId, UserId } from '../../../../src/shared/ids.ts';

const user = (id: string) => id as UserId;
const role = (id: string) => id as RoleId;

/** Names with a `-` before them are inactive. */
function directory(users: readonly string[], roles: Record<string, readonly string[]> = {}): Directory {
  return {
    find: (id) => {
      if (users.includes(id)) return { active: true };
      return users.includes(`-${id}`) ? { active: false } : null;
    },
    membersOf: (id) => roles[id]?.map(user) ?? null,
  };
}

function inWords(place: Place): string {
  if (place.kind === 'held')
    return `${place.assigneeId}${place.roleId === null ? '' : ` of ${place.roleId}`}`;
  return `nobody for ${place.wanted.userId ?? place.wanted.roleId}: ${place.why}`;
}

function open(places: readonly Place[]): OpenPlace[] {
  return places.map((place) => ({ id: inWords(place) as AssignmentId, place }));
}

describe('whom an ask is for', () => {
  it.each([
    [undefined, { userIds: ['maya'], roleIds: [] }],
    [{ categoryCode: 'c' }, { userIds: ['maya'], roleIds: [] }],
    [{ assigneeId: 'ann' }, { userIds: ['ann'], roleIds: [] }],
    [{ assigneeIds: ['ann', 'bob', 'ann'] }, { userIds: ['ann', 'bob'], roleIds: [] }],
    [{ assigneeIds: [] }, { userIds: ['maya'], roleIds: [] }],
    [{ roleId: 'r' }, { userIds: [], roleIds: ['r'] }],
  ])('%j is %j', (assignment, audience) => {
    expect(audienceOf(assignment, user('maya'))).toEqual(audience);
  });

  it('can be told from its open places alone', () => {
    const people = directory(['ann', '-bob'], { r: ['ann'], empty: [] });
    const audience = {
      userIds: ['bob', 'eve'].map(user),
      roleIds: ['r', 'empty', 'none'].map(role),
    };
    expect(audienceOfPlaces(placesFor(audience, people))).toEqual(audience);
  });
});

describe('the places of an ask', () => {
  it('are one for each name and each active member, and say why nobody holds one', () => {
    const people = directory(['ann', '-bob', 'carol'], { r: ['ann', 'bob', 'carol'], empty: ['bob'] });
    const audience = { userIds: ['ann', 'bob', 'eve'].map(user), roleIds: ['r', 'empty', 'none'].map(role) };
    expect(placesFor(audience, people).map(inWords)).toEqual([
      'ann',
      'nobody for bob: inactive_user',
      'nobody for eve: unknown_user',
      'carol of r',
      'nobody for empty: empty_role',
      'nobody for none: unknown_role',
    ]);
  });

  it('follow people who come and go, and leave who stays where they are', () => {
    const before = directory(['ann', 'bob'], { r: ['ann', 'bob'] });
    const places = open(placesFor({ userIds: [], roleIds: [role('r')] }, before));
    const after = directory(['ann', 'bob', 'carol'], { r: ['bob', 'carol'] });
    const { ended, added } = followDirectory(places, after);
    expect(ended).toEqual([{ id: 'ann of r', reason: 'left_role' }]);
    expect(added.map(({ place, reason }) => [inWords(place), reason])).toEqual([
      ['carol of r', 'joined_role'],
    ]);
  });

  it.each<[string, Directory, Directory, unknown]>([
    [
      'becomes inactive',
      directory(['ann']),
      directory(['-ann']),
      [
        ['ann', 'user_inactive'],
        ['nobody for ann: inactive_user', 'inactive_user'],
      ],
    ],
    [
      'comes back',
      directory(['-ann']),
      directory(['ann']),
      [
        ['nobody for ann: inactive_user', 'filled'],
        ['ann', 'user_back'],
      ],
    ],
    [
      'is removed while away',
      directory(['-ann']),
      directory([]),
      [
        ['nobody for ann: inactive_user', 'filled'],
        ['nobody for ann: unknown_user', 'unknown_user'],
      ],
    ],
  ])('change when somebody who is asked by name %s', (_, before, after, expected) => {
    const places = open(placesFor({ userIds: [user('ann')], roleIds: [] }, before));
    const { ended, added } = followDirectory(places, after);
    expect([
      ...ended.map(({ id, reason }) => [id, reason]),
      ...added.map(({ place, reason }) => [inWords(place), reason]),
    ]).toEqual(expected);
  });
});
