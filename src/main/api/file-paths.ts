const parameter = (name: string, where: 'path' | 'query', description: string, required = true) => ({
  name,
  in: where,
  required,
  description,
  schema: { type: 'string' },
});

const taskAsstId = parameter('taskAsstId', 'path', 'The assignment of the caller');
const bytes = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };

/** What the local API has besides the contract: the bytes of files, see file-transfers.ts. */
export const bytePaths: Readonly<Record<string, object>> = {
  '/human-tasks/{taskAsstId}/files': {
    put: {
      operationId: 'files.put',
      summary: 'Upload a file in one go',
      parameters: [
        taskAsstId,
        parameter('requirement', 'query', 'The name under `files` of the ask'),
        parameter('name', 'query', 'What the file is called'),
        parameter('digest', 'query', '`sha-256:<64 digits>`: refused where another one arrives', false),
      ],
      requestBody: { required: true, content: bytes },
      responses: {
        201: { description: 'The stored file, as `files.get` shows it; its handle goes into the answer' },
        413: { description: 'FILE_TOO_LARGE' },
        422: { description: 'FILE_REFUSED or FILE_DAMAGED' },
      },
    },
  },
  '/human-tasks/{taskAsstId}/files/{fileId}/content': {
    get: {
      operationId: 'files.content',
      summary: 'The bytes of a file',
      parameters: [
        taskAsstId,
        parameter('fileId', 'path', 'One of `files.list`, or in an answer of the process'),
      ],
      responses: { 200: { description: 'Its bytes, as an attachment', content: bytes } },
    },
  },
};
