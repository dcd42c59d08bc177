/** The names to show of users and roles; of those that are not there any more, their ids. */
export interface Names {
  user(id: string): string;
  role(id: string): string;
}

export function userNameOrNull(names: Names, id: string | null): string | null {
  return id === null ? null : names.user(id);
}

export function roleNameOrNull(names: Names, id: string | null): string | null {
  return id === null ? null : names.role(id);
}
