import { integer } from '../../service/columns.ts';
import { first, type Reader, type Row, type Tx } from './database.ts';

// B1: the bytes under a digest are whole: they are written in the transaction that found their digest, and never change.
// B2: who names a digest and who removes it hold its lock, so that none is removed that is about to be named.

/** No other transaction names or removes this digest until this one ends. */
export async function lockDigest(tx: Tx, digest: string): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended($1, 2))::text AS locked`,
    `${tx.hostId} ${digest}`,
  );
}

/** Puts what was uploaded under its digest, where nothing lies yet; the caller has locked the digest. */
export async function placeBytes(tx: Tx, uploadId: string, digest: string): Promise<void> {
  await tx.run(
    `INSERT INTO blob_piece (host_id, digest, piece, bytes)
     SELECT host_id, $3, row_number() OVER (ORDER BY piece_offset) - 1, bytes FROM upload_piece
     WHERE host_id = $1 AND upload_id = $2
       AND NOT EXISTS (SELECT 1 FROM blob_piece WHERE host_id = $1 AND digest = $3)`,
    tx.hostId,
    uploadId,
    digest,
  );
}

/** Null: there are no more. */
export async function readPiece(reader: Reader, digest: string, piece: number): Promise<Buffer | null> {
  const sql = `SELECT bytes FROM blob_piece WHERE host_id = $1 AND digest = $2 AND piece = $3`;
  const row = await first(reader, sql, reader.hostId, digest, piece);
  return row === undefined ? null : bytesOf(row);
}

/** Removes the bytes of a digest that no file has. */
export async function removeUnnamedBytes(tx: Tx, digest: string): Promise<void> {
  await tx.run(
    `DELETE FROM blob_piece WHERE host_id = $1 AND digest = $2
       AND NOT EXISTS (SELECT 1 FROM file WHERE host_id = $1 AND digest = $2)`,
    tx.hostId,
    digest,
  );
}

/** Digests whose bytes no file has. */
export async function unnamedDigests(reader: Reader, limit: number): Promise<string[]> {
  const rows = await reader.query(
    `SELECT digest FROM blob_piece WHERE host_id = $1 AND piece = 0
       AND NOT EXISTS (SELECT 1 FROM file WHERE file.host_id = $1 AND file.digest = blob_piece.digest)
     LIMIT $2`,
    reader.hostId,
    limit,
  );
  return rows.map((row) => String(row['digest']));
}

export function bytesOf(row: Row): Buffer {
  const value = row['bytes'];
  if (!Buffer.isBuffer(value)) throw new TypeError('Column bytes holds no bytes');
  return value;
}

export interface UploadRow {
  readonly id: string;
  readonly taskId: string;
  readonly userId: string;
  readonly requirement: string;
  readonly name: string;
  readonly size: number;
  readonly received: number;
}

export async function insertUpload(
  tx: Tx,
  upload: Omit<UploadRow, 'received'> & { readonly type: string; readonly begunAt: number },
): Promise<void> {
  await tx.run(
    `INSERT INTO upload (host_id, id, task_id, user_id, requirement, name, size, type, begun_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    tx.hostId,
    upload.id,
    upload.taskId,
    upload.userId,
    upload.requirement,
    upload.name,
    upload.size,
    upload.type,
    upload.begunAt,
  );
}

/** No other transaction changes it until this one ends. */
export async function findUploadForUpdate(tx: Tx, id: string): Promise<UploadRow | null> {
  const row = await first(
    tx,
    `SELECT id, task_id, user_id, requirement, name, size, received FROM upload
     WHERE host_id = $1 AND id = $2 FOR UPDATE`,
    tx.hostId,
    id,
  );
  if (row === undefined) return null;
  return {
    id: String(row['id']),
    taskId: String(row['task_id']),
    userId: String(row['user_id']),
    requirement: String(row['requirement']),
    name: String(row['name']),
    size: integer(row, 'size'),
    received: integer(row, 'received'),
  };
}

/** Pieces shorter than this grow before there is another one. */
const shortPiece = 64 * 1024;

export async function appendBytes(tx: Tx, upload: UploadRow, bytes: Buffer): Promise<void> {
  const grown = await tx.run(
    `UPDATE upload_piece SET bytes = bytes || $3
     WHERE host_id = $1 AND upload_id = $2 AND octet_length(bytes) < ${shortPiece}
       AND piece_offset = (SELECT max(piece_offset) FROM upload_piece WHERE host_id = $1 AND upload_id = $2)`,
    tx.hostId,
    upload.id,
    bytes,
  );
  if (grown === 0) {
    await tx.run(
      `INSERT INTO upload_piece (host_id, upload_id, piece_offset, bytes) VALUES ($1, $2, $3, $4)`,
      tx.hostId,
      upload.id,
      upload.received,
      bytes,
    );
  }
  await tx.run(
    `UPDATE upload SET received = received + $3 WHERE host_id = $1 AND id = $2`,
    tx.hostId,
    upload.id,
    bytes.length,
  );
}

/** The bytes that begin at an offset or after it, up to the end of their piece; null: there are none. */
export async function readUploaded(reader: Reader, uploadId: string, offset: number): Promise<Buffer | null> {
  const row = await first(
    reader,
    `SELECT bytes FROM upload_piece WHERE host_id = $1 AND upload_id = $2 AND piece_offset >= $3
     ORDER BY piece_offset LIMIT 1`,
    reader.hostId,
    uploadId,
    offset,
  );
  return row === undefined ? null : bytesOf(row);
}

export async function countUploads(reader: Reader, userId: string): Promise<number> {
  const sql = `SELECT count(*) AS count FROM upload WHERE host_id = $1 AND user_id = $2`;
  const row = await first(reader, sql, reader.hostId, userId);
  return row === undefined ? 0 : integer(row, 'count');
}

/** With its pieces. */
export async function deleteUpload(tx: Tx, id: string): Promise<void> {
  await tx.run(`DELETE FROM upload WHERE host_id = $1 AND id = $2`, tx.hostId, id);
}

/** Those that nobody has finished. */
export async function deleteUploadsBegunBefore(tx: Tx, at: number): Promise<void> {
  await tx.run(`DELETE FROM upload WHERE host_id = $1 AND begun_at < $2`, tx.hostId, at);
}
