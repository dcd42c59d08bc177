import { describe, expect, it } from 'vitest';
import { fillTemplate, isUriTemplate } from '../../../src/engine/uri-template.ts';

const data = {
  id: 7,
  name: 'a b/c',
  empty: '',
  nothing: null,
  yes: true,
  pet: { id: 'p1' },
  'dotted.name': 'd',
  list: [1, 'x'],
  path: '/a/b?c=d%20e',
};

describe('a URI template', () => {
  it.each([
    ['https://example.org/pets/{id}', 'https://example.org/pets/7'],
    ['/{name}', '/a%20b%2Fc'],
    ['/{pet.id}/{dotted.name}', '//d'],
    ['/{missing}/{nothing}/x', '///x'],
    ['/{toString}/x', '//x'],
    ['/{yes}', '/true'],
    ['/find{?id,name,missing,empty}', '/find?id=7&name=a%20b%2Fc&empty='],
    ['/find?a=1{&id}', '/find?a=1&id=7'],
    ['{+path}', '/a/b?c=d%20e'],
    ['{/id,name}', '/7/a%20b%2Fc'],
    ['/x{#name}', '/x#a%20b/c'],
    ['/x{.id}', '/x.7'],
    ['/x{;id,empty}', '/x;id=7;empty'],
    ['/[0-9]{2,3}', '/[0-9]{2,3}'],
    ['/plain', '/plain'],
  ])('%s becomes %s', (template, filled) => {
    expect(fillTemplate(template, data)).toBe(filled);
  });

  it.each(['/{list}', '/{pet}', '/find{?pet}'])('%s takes no lists and objects', (template) => {
    expect(() => fillTemplate(template, data)).toThrow('can stand in an address');
  });

  it('puts nothing into an address that ends it early', () => {
    expect(fillTemplate('https://example.org/{id}/end', { id: '../?x#y' })).toBe(
      'https://example.org/..%2F%3Fx%23y/end',
    );
    expect(fillTemplate('/{id}', { id: 'half \ud800 pair' })).toBe('/half%20%EF%BF%BD%20pair');
  });

  it('is told from other text by its variables', () => {
    expect(isUriTemplate('/{id}')).toBe(true);
    expect(isUriTemplate('/{?id}')).toBe(true);
    expect(isUriTemplate('/x{2}')).toBe(false);
    expect(isUriTemplate('/x')).toBe(false);
  });
});
