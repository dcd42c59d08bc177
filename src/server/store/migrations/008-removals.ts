/**
 * Frozen history: never edited once released. Users who were removed: what they signed in with before is of no use any more.
 * restored_at: an administrator has added them again. Times are milliseconds since 1970 UTC.
 */
export const statements: readonly string[] = [
  `CREATE TABLE user_removal (
    host_id uuid NOT NULL REFERENCES host (id),
    user_id text NOT NULL,
    removed_at bigint NOT NULL,
    restored_at bigint,
    PRIMARY KEY (host_id, user_id)
  )`,
  `ALTER TABLE user_removal ENABLE ROW LEVEL SECURITY`,
  `ALTER TABLE user_removal FORCE ROW LEVEL SECURITY`,
  `CREATE POLICY own_host ON user_removal
    USING (host_id = nullif(current_setting('app.host_id', true), '')::uuid)
    WITH CHECK (host_id = nullif(current_setting('app.host_id', true), '')::uuid)`,
];
