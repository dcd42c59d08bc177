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

/** Forms about people: intake, health, school, travel. */
export const peopleCases: readonly FormCase[] = [
  {
    title: 'Registration',
    schema: object('Registration', ['firstName', 'lastName', 'age'], {
      firstName: text('First name', { default: 'Chuck' }),
      lastName: text('Last name', { minLength: 1 }),
      age: count('Age', { minimum: 0, maximum: 150 }),
      bio: long('Bio'),
      telephone: text('Telephone', { minLength: 10 }),
    }),
    uiSchema: { bio: { 'ui:widget': 'textarea' }, 'ui:order': ['lastName', '*'] },
    answer: {
      firstName: 'Chuck',
      lastName: 'Norris',
      age: 75,
      bio: 'Roundhouse kicking',
      telephone: '1-800-KICKASS',
    },
    untouched: ['/firstName'],
  },
  {
    title: 'Job application',
    schema: object('Application', ['name', 'mail', 'experience'], {
      name: text('Full name', { minLength: 2 }),
      mail: text('E-mail', { format: 'email' }),
      experience: list(
        'Position',
        object('Position', ['employer', 'from'], {
          employer: text('Employer'),
          from: day('From'),
          to: day('To'),
        }),
      ),
      languages: several('Languages', ['English', 'Portuguese', 'German', 'Japanese']),
    }),
    answer: {
      name: 'Maya Silva',
      mail: 'maya@example.org',
      experience: [
        { employer: 'Acme', from: '2019-04-01', to: '2022-03-31' },
        { employer: 'Northwind', from: '2022-04-01' },
      ],
      languages: ['English', 'German'],
    },
  },
  {
    title: 'Insurance claim',
    schema: object(
      'Claim',
      ['kind', 'happened', 'account'],
      {
        kind: choice('Kind of damage', ['Water', 'Fire', 'Theft']),
        happened: day('Happened on'),
        account: long('What happened'),
        police: box('The police knows'),
      },
      {
        dependentSchemas: {
          police: { properties: { reference: text('Reference of the police') } },
        },
      },
    ),
    answer: {
      kind: 'Theft',
      happened: '2026-10-30',
      account: 'The bicycle is gone.',
      police: true,
      reference: 'B-77',
    },
  },
  {
    title: 'Patient intake',
    schema: object('Patient', ['name', 'born', 'allergies'], {
      name: text('Name', { minLength: 1 }),
      born: day('Born on'),
      weight: amount('Weight in kg', { minimum: 0, maximum: 400 }),
      allergies: list('Allergy', text('Allergy', { minLength: 1 })),
      smoker: choice('Smokes', ['never', 'stopped', 'yes']),
    }),
    uiSchema: { smoker: { 'ui:widget': 'radio' } },
    answer: {
      name: 'K. Ito',
      born: '1984-02-29',
      weight: 61.5,
      allergies: ['Penicillin'],
      smoker: 'stopped',
    },
  },
  {
    title: 'Credit card, which asks for an address',
    schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      required: ['name'],
      properties: { name: text('Name'), card: text('Credit card', { pattern: '^\\d{16}$' }) },
      dependencies: { card: { properties: { billing: text('Billing address') }, required: ['billing'] } },
    },
    answer: { name: 'R. Okafor', card: '4111111111111111', billing: 'Lindenstr. 9, Berlin' },
  },
  {
    title: 'Travel request',
    schema: object('Travel', ['to', 'leave', 'means'], {
      to: text('Destination', { minLength: 1 }),
      leave: text('Leave at', { format: 'date-time' }),
      means: {
        type: 'string',
        title: 'By',
        oneOf: [
          { const: 'rail', title: 'Train' },
          { const: 'air', title: 'Plane' },
          { const: 'road', title: 'Car' },
        ],
      },
      seat: choice('Class', [1, 2], { type: 'integer' }),
    }),
    answer: { to: 'Porto', leave: new Date('2026-12-02T07:15').toISOString(), means: 'rail', seat: 2 },
  },
  {
    title: 'Survey',
    schema: object('Survey', ['satisfied', 'agree'], {
      satisfied: choice('How satisfied are you?', [1, 2, 3, 4, 5], { type: 'integer' }),
      why: long('Why?'),
      channels: several('Where did you hear of us?', ['Friends', 'Press', 'Search', 'Fair', 'Other']),
      agree: { type: 'boolean', title: 'The terms are fine', const: true },
    }),
    answer: { satisfied: 4, why: 'It was quick.', channels: ['Friends', 'Fair'], agree: true },
  },
  {
    title: 'Contact, one of several',
    schema: {
      type: 'object',
      title: 'Contact',
      properties: { name: text('Name') },
      required: ['name'],
      anyOf: [
        {
          title: 'By mail',
          properties: { mail: text('Mail address', { format: 'email' }) },
          required: ['mail'],
        },
        {
          title: 'By phone',
          properties: { phone: text('Phone number', { minLength: 5 }) },
          required: ['phone'],
        },
      ],
    },
    kinds: { '': 'By phone' },
    answer: { name: 'O. Park', phone: '+47 22 00 00' },
  },
  {
    title: 'Family',
    schema: {
      $defs: {
        person: object('Person', ['name'], {
          name: text('Name', { minLength: 1 }),
          children: list('Child', { $ref: '#/$defs/person' }),
        }),
      },
      $ref: '#/$defs/person',
    },
    answer: { name: 'Ada', children: [{ name: 'Ben' }, { name: 'Cleo' }] },
  },
  {
    title: 'Event with a time of day',
    schema: object('Event', ['title', 'doors'], {
      title: text('Title', { minLength: 1 }),
      doors: text('Doors open', { pattern: '^\\d\\d:\\d\\d$' }),
      seats: count('Seats', { multipleOf: 10, minimum: 10 }),
      price: amount('Price', { minimum: 0 }),
      free: box('Free for members', { default: true }),
    }),
    untouched: ['/free'],
    uiSchema: {
      seats: { 'ui:widget': 'updown' },
      price: { 'ui:options': { mask: 'currency', currency: 'USD' } },
    },
    answer: { title: 'Open day', doors: '18:30', seats: 120, price: 12.5, free: true },
  },
];
