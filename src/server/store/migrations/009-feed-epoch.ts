/** Frozen history: never edited once released. In which life of the database the feeds of a host are: a restored backup begins another. */
export const statements: readonly string[] = [
  `ALTER TABLE host ADD COLUMN feed_epoch uuid NOT NULL DEFAULT gen_random_uuid()`,
];
