import type { Json } from '../../../src/shared/json.ts';

/** A loop over `.orders` with a try in each round that fails once, two branches side by side, and a result for people. */
export const nightly: { document: Record<string, Json>; do: Json } = {
  document: { namespace: 'shop', name: 'nightly', title: 'Nightly clean-up' },
  do: [
    {
      each: {
        metadata: { title: 'Go through the orders' },
        for: { each: 'order', in: '.orders' },
        do: [
          { note: { metadata: { title: 'Note ${ $order.id }' }, set: { noted: '${ $order.id }' } } },
          {
            check: {
              metadata: { title: 'Check ${ $order.id }' },
              try: [
                {
                  price: {
                    metadata: { title: 'Look at the price' },
                    switch: [
                      { dear: { when: '$order.price > 900', then: 'refuse' } },
                      { fair: { then: 'accept' } },
                    ],
                  },
                },
                { accept: { set: { ok: true }, then: 'exit' } },
                {
                  refuse: {
                    raise: {
                      error: {
                        type: 'https://example.com/errors/price',
                        status: 400,
                        title: 'The price is wrong',
                      },
                    },
                  },
                },
              ],
              catch: { do: [{ mark: { metadata: { title: 'Mark it for a person' }, set: { ok: false } } }] },
            },
          },
        ],
      },
    },
    {
      tell: {
        metadata: { title: 'Tell everybody' },
        fork: {
          branches: [
            { stock: { metadata: { title: 'Count the stock' }, set: { count: 3 } } },
            {
              people: {
                metadata: { title: 'Ask the shift' },
                do: [{ ask: { ask: { mode: 'confirm', prompt: 'Is everything in its place?' } } }],
              },
            },
          ],
        },
      },
    },
  ],
};

export function orders(count: number): Json {
  return {
    orders: Array.from({ length: count }, (_, index) => ({
      id: `A-${index + 1}`,
      price: index % 7 === 3 ? 1200 : 40,
    })),
  };
}

/** An ask for an object with fields of every simple kind. */
export const correction: { document: Record<string, Json>; do: Json } = {
  document: { namespace: 'claims', name: 'correct', title: 'Correct a claim' },
  do: [
    {
      correct: {
        metadata: { title: 'Correct claim CL-20931' },
        ask: {
          mode: 'form',
          prompt: 'The scan could not be read in three places.',
          default: {
            claimant: 'R. Okafor',
            amount: 1250.5,
            urgent: true,
            items: [{ what: 'Laptop', count: 1 }],
          },
          schema: {
            type: 'object',
            required: ['claimant', 'amount', 'kind', 'happened', 'address'],
            properties: {
              claimant: { type: 'string', title: 'Claimant', minLength: 2 },
              amount: { type: 'number', title: 'Amount in EUR', exclusiveMinimum: 0 },
              persons: { type: 'integer', title: 'Persons' },
              kind: { title: 'Kind of damage', enum: ['Water', 'Fire', 'Theft'] },
              happened: { type: 'string', format: 'date', title: 'Happened on' },
              urgent: { type: 'boolean', title: 'Urgent' },
              account: {
                type: 'string',
                title: 'What happened',
                description: 'In the words of the claimant',
                maxLength: 4000,
              },
              rooms: {
                type: 'array',
                uniqueItems: true,
                title: 'Rooms',
                items: { enum: ['Kitchen', 'Hall', 'Cellar'] },
              },
              address: {
                type: 'object',
                title: 'Address',
                required: ['city'],
                properties: {
                  street: { type: 'string', title: 'Street' },
                  city: { type: 'string', title: 'City', minLength: 1 },
                },
              },
              items: {
                type: 'array',
                title: 'Item',
                items: {
                  type: 'object',
                  title: 'Item',
                  required: ['what'],
                  properties: {
                    what: { type: 'string', title: 'What', minLength: 1 },
                    count: { type: 'integer', title: 'How many', minimum: 1 },
                  },
                },
              },
            },
          },
        },
      },
    },
  ],
};
