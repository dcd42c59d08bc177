/**
 * Frozen history: never edited once released. Drafts, discussions, files and the feed. Times are milliseconds since 1970 UTC; *_json columns hold
 * JSON text.
 */
export const statements: readonly string[] = [
  // Drafts, discussions, files. data_json NULL: discarded; the row stays, so that no revision is ever given twice.
  `CREATE TABLE draft (
    host_id uuid NOT NULL REFERENCES host (id),
    task_id uuid NOT NULL REFERENCES task (id),
    user_id text NOT NULL,
    revision integer NOT NULL,
    data_json text,
    saved_at bigint NOT NULL,
    saved_by text NOT NULL,
    PRIMARY KEY (task_id, user_id)
  )`,
  `CREATE TABLE message (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id uuid NOT NULL REFERENCES host (id),
    id uuid NOT NULL UNIQUE,
    task_id uuid NOT NULL REFERENCES task (id),
    author text NOT NULL,
    text text NOT NULL,
    posted_at bigint NOT NULL,
    edited_at bigint,
    deleted_at bigint
  )`,
  `CREATE INDEX message_task ON message (task_id, seq)`,
  `CREATE TABLE message_version (
    host_id uuid NOT NULL REFERENCES host (id),
    message_seq bigint NOT NULL REFERENCES message (seq),
    version integer NOT NULL,
    text text NOT NULL,
    written_at bigint NOT NULL,
    PRIMARY KEY (message_seq, version)
  )`,
  `CREATE TABLE mention (
    host_id uuid NOT NULL REFERENCES host (id),
    message_seq bigint NOT NULL REFERENCES message (seq),
    user_id text NOT NULL,
    read_at bigint,
    PRIMARY KEY (message_seq, user_id)
  )`,
  `CREATE TABLE discussion_reader (
    host_id uuid NOT NULL REFERENCES host (id),
    task_id uuid NOT NULL REFERENCES task (id),
    user_id text NOT NULL,
    read_seq bigint NOT NULL,
    PRIMARY KEY (task_id, user_id)
  )`,
  `CREATE TABLE discussion_unread (
    host_id uuid NOT NULL REFERENCES host (id),
    user_id text NOT NULL,
    task_id uuid NOT NULL REFERENCES task (id),
    PRIMARY KEY (user_id, task_id)
  )`,
  // The bytes of a file, once for all that have the same digest in a host; in pieces of at most a megabyte.
  `CREATE TABLE blob_piece (
    host_id uuid NOT NULL REFERENCES host (id),
    digest text NOT NULL,
    piece integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (host_id, digest, piece)
  )`,
  // Uploads under way: their pieces lie under the upload's own id until all have come and the digest fits.
  `CREATE TABLE upload (
    host_id uuid NOT NULL REFERENCES host (id),
    id uuid NOT NULL,
    task_id uuid NOT NULL REFERENCES task (id),
    user_id text NOT NULL,
    requirement text NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    type text NOT NULL,
    received bigint NOT NULL DEFAULT 0,
    begun_at bigint NOT NULL,
    PRIMARY KEY (host_id, id)
  )`,
  `CREATE TABLE upload_piece (
    host_id uuid NOT NULL,
    upload_id uuid NOT NULL,
    piece_offset bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (host_id, upload_id, piece_offset),
    FOREIGN KEY (host_id, upload_id) REFERENCES upload (host_id, id) ON DELETE CASCADE
  )`,
  `CREATE TABLE file (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id uuid NOT NULL REFERENCES host (id),
    id uuid NOT NULL UNIQUE,
    task_id uuid NOT NULL REFERENCES task (id),
    process_id uuid NOT NULL REFERENCES process (id),
    requirement text NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    type text NOT NULL,
    digest text NOT NULL,
    uploaded_by text NOT NULL,
    uploaded_at bigint NOT NULL,
    answered boolean NOT NULL DEFAULT false
  )`,
  `CREATE INDEX file_task ON file (task_id, seq)`,
  `CREATE INDEX file_digest ON file (host_id, digest)`,

  // The feed of a user: one row for each assignment that is or was theirs, at the place of its last change. floor: rows that said
  // "gone" up to here have been forgotten, so who stands before it starts over.
  `CREATE TABLE feed_head (
    host_id uuid NOT NULL REFERENCES host (id),
    user_id text NOT NULL,
    seq bigint NOT NULL,
    floor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (host_id, user_id)
  )`,
  `CREATE TABLE feed_entry (
    host_id uuid NOT NULL REFERENCES host (id),
    user_id text NOT NULL,
    assignment_id uuid NOT NULL,
    task_id uuid NOT NULL,
    seq bigint NOT NULL,
    gone boolean NOT NULL,
    changed_at bigint NOT NULL,
    PRIMARY KEY (host_id, user_id, assignment_id)
  )`,
  `CREATE UNIQUE INDEX feed_entry_order ON feed_entry (host_id, user_id, seq)`,
  `CREATE INDEX feed_entry_task ON feed_entry (task_id)`,
];
