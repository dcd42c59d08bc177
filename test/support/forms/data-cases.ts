import {
  amount,
  box,
  choice,
  count,
  day,
  list,
  long,
  object,
  several,
  text,
  type FormCase,
} from './form-case.ts';

const countries =
  'Austria Belgium Brazil Canada Chile Denmark Finland France Germany Ghana India Italy Japan Kenya Norway Portugal Spain Sweden'.split(
    ' ',
  );

/** Forms about data and things, with the less common parts of JSON Schema. */
export const dataCases: readonly FormCase[] = [
  {
    title: 'Place on earth',
    schema: object('Place', ['latitude', 'longitude'], {
      latitude: amount('Latitude', { minimum: -90, maximum: 90 }),
      longitude: amount('Longitude', { minimum: -180, maximum: 180 }),
      label: text('Label'),
    }),
    answer: { latitude: -8.05, longitude: 34.9, label: 'Recife' },
  },
  {
    title: 'Product',
    schema: object('Product', ['id', 'name', 'price'], {
      id: count('Id'),
      name: text('Name', { minLength: 1 }),
      price: amount('Price', { exclusiveMinimum: 0 }),
      tags: list('Tag', { type: 'string' }, { minItems: 1, uniqueItems: true }),
      dimensions: object('Dimensions', ['length', 'width', 'height'], {
        length: amount('Length'),
        width: amount('Width'),
        height: amount('Height'),
      }),
    }),
    answer: {
      id: 1,
      name: 'A green door',
      price: 12.5,
      tags: ['home', 'green'],
      dimensions: { length: 7, width: 12, height: 9.5 },
    },
  },
  {
    title: 'File system entry',
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $defs: {
        disk: object('Disk', ['device'], { device: text('Device', { pattern: '^/dev/[^/]+(/[^/]+)*$' }) }),
        nfs: object('Network', ['server', 'remotePath'], {
          server: text('Server'),
          remotePath: text('Remote path'),
        }),
      },
      ...object('Entry', ['storage'], {
        storage: { title: 'Storage', oneOf: [{ $ref: '#/$defs/disk' }, { $ref: '#/$defs/nfs' }] },
        fstype: choice('File system', ['ext4', 'btrfs', 'xfs']),
        readonly: box('Read-only'),
        options: list('Option', { type: 'string', minLength: 1 }),
      }),
    },
    kinds: { '/storage': 'Network' },
    answer: { storage: { server: 'nas', remotePath: '/exports/home' }, fstype: 'xfs', options: ['noatime'] },
  },
  {
    title: 'Calendar entry',
    schema: object('Entry', ['summary', 'start'], {
      summary: text('Summary', { minLength: 1 }),
      start: text('Start', { format: 'date-time' }),
      duration: text('Duration', { format: 'duration' }),
      location: text('Location'),
      url: text('URL', { format: 'uri' }),
    }),
    answer: {
      summary: 'Handover',
      start: new Date('2026-11-23T14:00').toISOString(),
      duration: 'PT45M',
      location: 'Lima',
      url: 'https://meet.example/1',
    },
  },
  {
    title: 'Country out of many',
    schema: object('Origin', ['country'], {
      country: choice('Country', countries),
      visited: several('Visited', countries),
      since: day('Since'),
    }),
    answer: { country: 'Portugal', visited: ['Chile', 'Japan'], since: '2020-01-31' },
  },
  {
    title: 'Row of a table, in order',
    schema: object('Row', ['point'], {
      point: {
        type: 'array',
        title: 'Point',
        prefixItems: [amount('X'), amount('Y'), text('Unit', { default: 'mm' })],
        items: false,
        minItems: 3,
      },
    }),
    untouched: ['/point/2'],
    answer: { point: [1.5, -2, 'mm'] },
  },
  {
    title: 'Labels of one’s own',
    schema: object('Labels', ['name'], {
      name: text('Name', { minLength: 1 }),
      note: { type: ['string', 'null'], title: 'Note' },
      'first/second ~ third': text('A name with everything in it'),
      'with space': object('A group with a space', [], { 'in ner': text('Inside') }),
    }),
    answer: { name: 'x', note: 'none', 'first/second ~ third': 'one', 'with space': { 'in ner': 'two' } },
  },
  {
    title: 'Measurement of one of two kinds',
    schema: object('Measurement', ['value'], {
      value: {
        title: 'Value',
        anyOf: [
          { type: 'string', title: 'In words' },
          { type: 'number', title: 'As a number' },
        ],
      },
      unit: text('Unit'),
    }),
    kinds: { '/value': 'As a number' },
    answer: { value: 21.5, unit: '°C' },
  },
  {
    title: 'Questionnaire of questions',
    schema: object('Questionnaire', ['questions'], {
      questions: list(
        'Question',
        object('Question', ['ask', 'answers'], {
          ask: text('Ask', { minLength: 1 }),
          answers: list(
            'Answer',
            object('Answer', ['text'], { text: text('Text', { minLength: 1 }), right: box('Right') }),
          ),
        }),
        { minItems: 1, maxItems: 2 },
      ),
    }),
    answer: {
      questions: [{ ask: 'Two and two?', answers: [{ text: 'Four', right: true }, { text: 'Five' }] }],
    },
  },
  {
    title: 'Quality check',
    schema: object('Check', ['sample', 'passed'], {
      sample: text('Sample', { minLength: 1 }),
      passed: box('Passed'),
      deviation: amount('Deviation', { minimum: 0, maximum: 100 }),
      remarks: long('Remarks'),
      measured: list('Reading', amount('Reading')),
    }),
    uiSchema: { deviation: { 'ui:options': { mask: 'percent', decimals: 1 } } },
    answer: { sample: 'S-12', passed: false, deviation: 3.4, remarks: 'Too warm.', measured: [1.25, 1.5, 2] },
    untouched: ['/passed'],
  },
];
