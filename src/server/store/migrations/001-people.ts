/**
 * Frozen history: never edited once released. Hosts, users, roles and devices. Times are milliseconds since 1970 UTC; *_json columns hold
 * JSON text.
 */
export const statements: readonly string[] = [
  `CREATE TABLE host (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    added_at bigint NOT NULL
  )`,

  // People. active false: deactivated, or not seen by any sign-in any more.
  `CREATE TABLE app_user (
    host_id uuid NOT NULL REFERENCES host (id),
    id text NOT NULL,
    name text NOT NULL,
    email text,
    active boolean NOT NULL,
    added_at bigint NOT NULL,
    PRIMARY KEY (host_id, id)
  )`,
  `CREATE TABLE user_permission (
    host_id uuid NOT NULL,
    user_id text NOT NULL,
    permission text NOT NULL,
    PRIMARY KEY (host_id, user_id, permission),
    FOREIGN KEY (host_id, user_id) REFERENCES app_user (host_id, id) ON DELETE CASCADE
  )`,
  `CREATE TABLE role (
    host_id uuid NOT NULL REFERENCES host (id),
    id text NOT NULL,
    name text NOT NULL,
    added_at bigint NOT NULL,
    PRIMARY KEY (host_id, id)
  )`,
  // from_token: a membership that the user's tokens say; it ends when a later token no longer says it.
  `CREATE TABLE role_member (
    host_id uuid NOT NULL,
    role_id text NOT NULL,
    user_id text NOT NULL,
    from_token boolean NOT NULL DEFAULT false,
    PRIMARY KEY (host_id, role_id, user_id),
    FOREIGN KEY (host_id, role_id) REFERENCES role (host_id, id) ON DELETE CASCADE,
    FOREIGN KEY (host_id, user_id) REFERENCES app_user (host_id, id) ON DELETE CASCADE
  )`,
  `CREATE INDEX role_member_user ON role_member (host_id, user_id, role_id)`,
  // public_key: the device's Ed25519 key as a JWK, in JSON text.
  `CREATE TABLE device (
    host_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id text NOT NULL,
    name text NOT NULL,
    public_key_json text NOT NULL,
    registered_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    revoked_at bigint,
    revoked_by text,
    PRIMARY KEY (host_id, id),
    FOREIGN KEY (host_id, user_id) REFERENCES app_user (host_id, id)
  )`,
  `CREATE INDEX device_user ON device (host_id, user_id)`,
];
