/**
 * Frozen history: never edited once released. When the newest token was issued from which a user's name and memberships were taken:
 * an older one, seen later, changes nothing. Milliseconds since 1970 UTC.
 */
export const statements: readonly string[] = [`ALTER TABLE app_user ADD COLUMN token_at bigint`];
