import { box, choice, count, list, long, object, several, text, type FormCase } from './form-case.ts';

const version = '^\\d+\\.\\d+\\.\\d+$';

/** Forms about software: what people fill in for releases, clusters and pipelines. */
export const softwareCases: readonly FormCase[] = [
  {
    title: 'Component of a bill of materials',
    schema: object('Component', ['type', 'name', 'version'], {
      type: choice('Type', ['application', 'framework', 'library', 'container', 'firmware']),
      name: text('Name', { minLength: 1 }),
      version: text('Version', { minLength: 1 }),
      purl: text('Package URL', { pattern: '^pkg:' }),
      licenses: list(
        'License',
        object('License', ['id'], { id: text('SPDX id'), url: text('URL', { format: 'uri' }) }),
      ),
      hashes: list(
        'Hash',
        object('Hash', ['alg', 'content'], {
          alg: choice('Algorithm', ['SHA-256', 'SHA-512']),
          content: text('Content', { pattern: '^[a-f0-9]{64,128}$' }),
        }),
      ),
    }),
    answer: {
      type: 'library',
      name: 'left-pad',
      version: '1.3.0',
      purl: 'pkg:npm/left-pad@1.3.0',
      licenses: [{ id: 'MIT' }],
      hashes: [{ alg: 'SHA-256', content: 'a'.repeat(64) }],
    },
  },
  {
    title: 'OpenAPI info',
    schema: object('Info', ['title', 'version'], {
      title: text('Title', { minLength: 1 }),
      version: text('Version', { pattern: version }),
      description: long('Description'),
      contact: object('Contact', [], {
        name: text('Name'),
        url: text('URL', { format: 'uri' }),
        email: text('E-mail', { format: 'email' }),
      }),
      license: object('License', ['name'], { name: text('Name'), identifier: text('Identifier') }),
    }),
    answer: {
      title: 'Orders',
      version: '2.1.0',
      description: 'Everything about orders.',
      contact: { name: 'Team', email: 'team@example.org' },
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
  },
  {
    title: 'Kubernetes resource limits',
    schema: {
      $defs: {
        quantities: object('Quantities', [], {
          cpu: text('CPU', { pattern: '^\\d+m?$' }),
          memory: text('Memory', { pattern: '^\\d+(Ki|Mi|Gi)$' }),
        }),
      },
      type: 'object',
      required: ['limits', 'requests'],
      properties: {
        limits: { $ref: '#/$defs/quantities', title: 'Limits' },
        requests: { $ref: '#/$defs/quantities', title: 'Requests' },
      },
    },
    answer: { limits: { cpu: '2', memory: '4Gi' }, requests: { cpu: '500m', memory: '512Mi' } },
  },
  {
    title: 'Inputs of a pipeline',
    schema: object('Inputs', ['environment', 'ref'], {
      environment: choice('Environment', ['staging', 'production']),
      ref: text('Branch or tag', { default: 'main' }),
      dryRun: box('Dry run', { default: true }),
      level: choice('Log level', ['debug', 'info', 'warning']),
      tags: text('Tags'),
    }),
    untouched: ['/ref', '/dryRun'],
    answer: { environment: 'production', ref: 'main', dryRun: true, level: 'warning', tags: 'smoke,api' },
  },
  {
    title: 'Manifest of a package',
    schema: object('Manifest', ['name', 'version'], {
      name: text('Name', { pattern: '^[a-z][a-z0-9-]*$', maxLength: 214 }),
      version: text('Version', { pattern: version }),
      private: box('Private'),
      keywords: list('Keyword', { type: 'string' }, { uniqueItems: true }),
      engines: object('Engines', [], { node: text('Node'), npm: text('npm') }),
    }),
    uiSchema: { name: { 'ui:placeholder': 'my-package' } },
    answer: {
      name: 'countersign',
      version: '0.1.0',
      private: true,
      keywords: ['inbox', 'approval'],
      engines: { node: '>=20' },
    },
  },
  {
    title: 'Release gate',
    schema: object(
      'Gate',
      ['decision'],
      {
        service: text('Service', { readOnly: true, default: 'api-gateway' }),
        build: text('Build', { readOnly: true, default: '4.12.0' }),
        decision: choice('Decision', ['ship', 'hold']),
      },
      {
        allOf: [
          {
            if: { properties: { decision: { const: 'hold' } }, required: ['decision'] },
            then: { properties: { until: text('Until', { format: 'date' }) }, required: ['until'] },
            else: { properties: { window: choice('Window', ['now', 'tonight']) } },
          },
        ],
      },
    ),
    untouched: ['/service', '/build'],
    answer: { service: 'api-gateway', build: '4.12.0', decision: 'hold', until: '2026-11-30' },
  },
  {
    title: 'Incident',
    schema: object('Incident', ['severity', 'started', 'impact'], {
      severity: choice('Severity', ['sev1', 'sev2', 'sev3']),
      started: text('Started', { format: 'date-time' }),
      impact: long('Impact'),
      services: several('Services', ['web', 'api', 'jobs', 'search']),
      actions: list(
        'Action',
        object('Action', ['what'], { what: text('What', { minLength: 1 }), owner: text('Owner') }),
      ),
    }),
    answer: {
      severity: 'sev2',
      started: new Date('2026-11-20T22:05').toISOString(),
      impact: 'Searches were slow.',
      services: ['api', 'search'],
      actions: [{ what: 'Raise the limit', owner: 'O. Park' }],
    },
  },
  {
    title: 'Feature flag',
    schema: object('Flag', ['key', 'rollout'], {
      key: text('Key', { pattern: '^[a-z][a-z0-9.-]+$' }),
      rollout: {
        title: 'Rollout',
        oneOf: [
          object('Everyone', ['on'], { on: box('On') }),
          object('A part', ['percent'], { percent: count('Percent', { minimum: 0, maximum: 100 }) }),
          object('Some accounts', ['accounts'], {
            accounts: list('Account', { type: 'string', minLength: 1 }),
          }),
        ],
      },
    }),
    kinds: { '/rollout': 'A part' },
    answer: { key: 'new.checkout', rollout: { percent: 25 } },
  },
  {
    title: 'Webhook',
    schema: object('Webhook', ['url', 'events'], {
      url: text('URL', { format: 'uri', pattern: '^https://' }),
      events: several(
        'Events',
        ['push', 'release', 'issues', 'deployment', 'fork', 'star', 'watch', 'create', 'delete'],
        {
          minItems: 1,
        },
      ),
      secret: text('Secret', { minLength: 8 }),
      active: box('Active', { default: true }),
    }),
    uiSchema: { secret: { 'ui:widget': 'password' } },
    untouched: ['/active'],
    answer: {
      url: 'https://hooks.example/x',
      events: ['push', 'release'],
      secret: 'correct horse',
      active: true,
    },
  },
  {
    title: 'Container',
    schema: object('Container', ['image', 'ports'], {
      image: text('Image', { minLength: 1 }),
      ports: list(
        'Port',
        object('Port', ['port'], {
          port: count('Port', { minimum: 1, maximum: 65535 }),
          protocol: choice('Protocol', ['TCP', 'UDP']),
        }),
      ),
      pull: choice('Pull', ['Always', 'IfNotPresent', 'Never']),
      settings: { title: 'Settings', description: 'Whatever the image takes' },
    }),
    answer: {
      image: 'nginx:1.27',
      ports: [{ port: 8080, protocol: 'TCP' }],
      pull: 'IfNotPresent',
      settings: { workers: 4 },
    },
  },
];
