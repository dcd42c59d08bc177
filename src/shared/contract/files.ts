import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { FileReference } from '../human-task/file.ts';
import { procedure } from './base.ts';

/** In bytes, of one `upload.append`. */
export const largestChunk = 512 * 1024;

/** How much of a text the window shows, in bytes; the rest is saved. */
export const longestTextPreview = 256 * 1024;

/** A file that was uploaded for a task, whole and checked. In an answer it is referred to by its handle. */
export const StoredFile = FileReference.extend({
  fileId: z.uuid(),
  taskId: z.uuid(),
  /** The name of the requirement that it was uploaded for. */
  requirement: z.string(),
  uploadedBy: z.string(),
  uploadedTs: Timestamp,
  /** How the window can show it: by its preview address, by `files.text`, or not at all (it can be saved). */
  preview: z.enum(['image', 'pdf', 'text', 'none']),
  /** Whether it is part of the answer; others go when the task ends. */
  answered: z.boolean(),
});
export type StoredFile = z.infer<typeof StoredFile>;

const ofTask = z.object({ taskAsstId: z.uuid() });
const ofFile = ofTask.extend({ fileId: z.uuid() });
const ofUpload = ofTask.extend({ uploadId: z.uuid() });
const path = '/human-tasks/{taskAsstId}' as const;

const listFiles = procedure
  .route({
    method: 'GET',
    path: `${path}/files`,
    summary: 'What was uploaded for a task, by whom, oldest first',
  })
  .input(ofTask)
  .output(z.object({ files: z.array(StoredFile) }));

const getFile = procedure
  .route({ method: 'GET', path: `${path}/files/{fileId}`, summary: 'One file of the process: its facts' })
  .input(ofFile)
  .output(StoredFile);

const removeFile = procedure
  .route({ method: 'DELETE', path: `${path}/files/{fileId}`, summary: 'Take back a file that one uploaded' })
  .input(ofFile)
  .output(z.object({}));

const textOfFile = procedure
  .route({
    method: 'GET',
    path: `${path}/files/{fileId}/text`,
    summary: 'The beginning of a text file, to show it',
  })
  .input(ofFile)
  .output(z.object({ text: z.string(), truncated: z.boolean() }));

/**
 * Uploading in pieces: begin, append in order, finish. A file is there when `finish` has answered, and not before; an upload
 * that nobody goes on with is dropped after an hour and when the app ends. Other programs send a file in one go:
 * `PUT /api/human-tasks/{taskAsstId}/files?requirement=…&name=…` with the bytes as the body, `digest=` optional.
 */
const beginUpload = procedure
  .route({ method: 'POST', path: `${path}/uploads`, summary: 'Begin to upload a file in pieces' })
  .input(
    ofTask.extend({
      requirement: z.string().max(200),
      name: z.string().min(1).max(1_000),
      /** In bytes; the upload must turn out to be as long. */
      size: z.number().int().min(0),
    }),
  )
  .output(z.object({ uploadId: z.uuid(), chunkSize: z.number().int() }));

const appendToUpload = procedure
  .route({ method: 'POST', path: `${path}/uploads/{uploadId}`, summary: 'The next piece of an upload' })
  .input(ofUpload.extend({ offset: z.number().int().min(0), chunk: z.file().max(largestChunk) }))
  .output(z.object({ received: z.number().int() }));

const finishUpload = procedure
  .route({
    method: 'POST',
    path: `${path}/uploads/{uploadId}/finish`,
    summary: 'The upload is complete: check it and keep the file',
  })
  /** `digest`: what the sender computed; the upload is refused where it is another one. */
  .input(
    ofUpload.extend({
      digest: z
        .string()
        .regex(/^sha-256:[0-9a-f]{64}$/)
        .optional(),
    }),
  )
  .output(StoredFile);

const abortUpload = procedure
  .route({ method: 'DELETE', path: `${path}/uploads/{uploadId}`, summary: 'Drop an upload' })
  .input(ofUpload)
  .output(z.object({}));

export const files = {
  list: listFiles,
  get: getFile,
  remove: removeFile,
  text: textOfFile,
  upload: { begin: beginUpload, append: appendToUpload, finish: finishUpload, abort: abortUpload },
};
