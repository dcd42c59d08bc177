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

const draft07 = 'http://json-schema.org/draft-07/schema#';

/** Forms of an office. */
export const officeCases: readonly FormCase[] = [
  {
    title: 'Invoice',
    schema: object('Invoice', ['number', 'issued', 'supplier', 'lines'], {
      number: text('Invoice number', { pattern: '^[A-Z]{2}-\\d{4}-\\d+$' }),
      issued: day('Issued on'),
      supplier: object('Supplier', ['name'], {
        name: text('Name', { minLength: 1 }),
        vatId: text('VAT number', { pattern: '^[A-Z]{2}[0-9A-Z]{8,12}$' }),
      }),
      lines: list(
        'Line',
        object('Line', ['description', 'quantity', 'price'], {
          description: text('Description', { minLength: 1 }),
          quantity: amount('Quantity', { exclusiveMinimum: 0 }),
          price: amount('Price', { minimum: 0 }),
        }),
        { minItems: 1 },
      ),
      total: amount('Total', { minimum: 0 }),
    }),
    uiSchema: { total: { 'ui:options': { mask: 'currency', currency: 'EUR' } } },
    answer: {
      number: 'NW-2026-1187',
      issued: '2026-11-18',
      supplier: { name: 'Northwind', vatId: 'DE123456789' },
      lines: [
        { description: 'Framework, fourth instalment', quantity: 1, price: 48200 },
        { description: 'Travel', quantity: 2.5, price: 120.4 },
      ],
      total: 48501,
    },
  },
  {
    title: 'Postal address',
    schema: {
      $schema: draft07,
      ...object('Address', ['street', 'postcode', 'city', 'country'], {
        street: text('Street and number', { minLength: 1 }),
        extra: text('Second line'),
        postcode: text('Postcode', { pattern: '^\\d{5}$' }),
        city: text('City', { minLength: 1 }),
        country: choice('Country', ['DE', 'AT', 'CH']),
      }),
    },
    answer: { street: 'Lindenstr. 9', postcode: '10969', city: 'Berlin', country: 'DE' },
  },
  {
    title: 'Two addresses of one kind',
    schema: {
      $schema: draft07,
      definitions: {
        address: object('Address', ['city'], {
          street: text('Street'),
          city: text('City', { minLength: 1 }),
        }),
      },
      type: 'object',
      required: ['billing'],
      properties: {
        billing: { title: 'Billing address', $ref: '#/definitions/address' },
        delivery: { $ref: '#/definitions/address' },
      },
    },
    answer: { billing: { street: 'Rua Augusta 24', city: 'Lisbon' }, delivery: { city: 'Porto' } },
  },
  {
    title: 'Expense report',
    schema: object('Expenses', ['purpose', 'items'], {
      purpose: text('Purpose', { minLength: 3 }),
      items: list(
        'Expense',
        object('Expense', ['on', 'kind', 'cost'], {
          on: day('Spent on'),
          kind: choice('Kind', ['Travel', 'Meals', 'Lodging', 'Other']),
          cost: amount('Cost', { exclusiveMinimum: 0 }),
          receipt: box('There is a receipt'),
        }),
      ),
    }),
    answer: {
      purpose: 'Visit of the plant',
      items: [{ on: '2026-11-02', kind: 'Travel', cost: 89.9, receipt: true }],
    },
  },
  {
    title: 'Leave',
    schema: object('Leave', ['from', 'to', 'kind'], {
      from: day('From'),
      to: day('To'),
      kind: choice('Kind', ['Holiday', 'Parental', 'Unpaid']),
      halfDay: box('Only half of the first day'),
      cover: text('Who covers'),
      note: long('Note'),
    }),
    answer: { from: '2026-12-21', to: '2026-12-24', kind: 'Holiday', cover: 'O. Park', note: 'By train' },
  },
  {
    title: 'Payment by one of three ways',
    schema: object('Payment', ['amount', 'method'], {
      amount: amount('Amount', { exclusiveMinimum: 0 }),
      method: {
        title: 'Paid by',
        oneOf: [
          object('Card', ['kind', 'last4'], {
            kind: { type: 'string', const: 'card', readOnly: true },
            last4: text('Last four digits', { pattern: '^\\d{4}$' }),
          }),
          object('Transfer', ['kind', 'iban'], {
            kind: { type: 'string', const: 'transfer', readOnly: true },
            iban: text('IBAN', { minLength: 15 }),
          }),
          object('Cash', ['kind'], { kind: { type: 'string', const: 'cash', readOnly: true } }),
        ],
      },
    }),
    kinds: { '/method': 'Transfer' },
    untouched: ['/method/kind'],
    answer: { amount: 120, method: { kind: 'transfer', iban: 'DE02120300000000202051' } },
  },
  {
    title: 'Purchase order with a limit',
    schema: object(
      'Order',
      ['what', 'price'],
      { what: text('What', { minLength: 1 }), price: amount('Price', { minimum: 0 }) },
      {
        if: { properties: { price: { minimum: 1000 } }, required: ['price'] },
        then: { properties: { reason: long('Why it is worth it') }, required: ['reason'] },
      },
    ),
    answer: { what: 'Server', price: 4200, reason: 'The old one is six years old.' },
  },
  {
    title: 'Supplier with conditions of trade',
    schema: {
      $schema: draft07,
      ...object('Supplier', ['name', 'rating'], {
        name: text('Name', { minLength: 1 }),
        rating: count('Rating', { minimum: 1, maximum: 5 }),
        discount: amount('Discount', { minimum: 0, maximum: 100 }),
        phone: text('Phone'),
        mail: text('E-mail', { format: 'email' }),
        site: text('Web site', { format: 'uri' }),
      }),
    },
    uiSchema: { discount: { 'ui:options': { mask: 'percent' } }, phone: { 'ui:options': { mask: 'phone' } } },
    answer: {
      name: 'Northwind',
      rating: 4,
      discount: 2.5,
      phone: '+49 301 234 56789',
      mail: 'sales@northwind.example',
      site: 'https://northwind.example/terms',
    },
  },
  {
    title: 'Meeting',
    schema: object('Meeting', ['topic', 'at'], {
      topic: text('Topic', { minLength: 1 }),
      at: text('Begins', { format: 'date-time' }),
      rooms: several('Rooms', ['Oslo', 'Lima', 'Kyoto']),
      guests: list('Guest', { type: 'string', format: 'email' }),
    }),
    answer: {
      topic: 'Review',
      at: new Date('2026-12-01T09:30').toISOString(),
      rooms: ['Oslo', 'Kyoto'],
      guests: ['m.silva@example.org', 'o.park@example.org'],
    },
  },
  {
    title: 'Correction of extracted fields',
    given: { vendor: 'N0rthwind', total: 482, currency: 'EUR', flags: ['vendor'] },
    schema: object('Extracted', ['vendor', 'total', 'currency'], {
      vendor: text('Vendor', { minLength: 1 }),
      total: amount('Total'),
      currency: choice('Currency', ['EUR', 'USD', 'GBP']),
      flags: several('Uncertain', ['vendor', 'total', 'currency']),
    }),
    answer: { vendor: 'Northwind', total: 48200, currency: 'EUR', flags: ['vendor', 'total'] },
  },
];
