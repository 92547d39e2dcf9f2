import { parseStoredToken } from '../../src/azure/stored-token';

const SIG = 'qZ1xW2eR3tY4uI5oP6aS7dF8gH9jK0lZ%2B1xC2vB3nM1%3D';
const TOKEN = `sv=2022-11-02&sr=c&sp=rl&st=2026-11-01T00%3A00%3A00Z&se=2027-01-01T00%3A00%3A00Z&spr=https&sig=${SIG}`;
const FIELDS = {
  ...{ sv: '2022-11-02', sr: 'c', sp: 'rl', spr: 'https' },
  ...{ st: '2026-11-01T00:00:00Z', se: '2027-01-01T00:00:00Z' },
};

test.each([
  ['behind a question mark, as documented', `?${TOKEN}`],
  ['without it', TOKEN],
])('a token alone, %s', (_name, value) => {
  expect(parseStoredToken(value)).toEqual({ fields: FIELDS, query: TOKEN });
});

test.each([
  ['a line break', `?${TOKEN}\n`, 'white space'],
  ['blanks', `  ${TOKEN} `, 'white space'],
  ['quotes', `"?${TOKEN}"`, 'quotes'],
  ['single quotes and a line break', `'${TOKEN}'\r\n`, 'white space, quotes'],
  [
    'the address of the container',
    `https://stcontosoxfer.blob.core.windows.net/transfer?${TOKEN}`,
    'an address in front',
  ],
  ['two question marks', `??${TOKEN}`, 'a second question mark'],
])('with %s: the same token is tried, and what stands around it is told', (_name, value, around) => {
  expect(parseStoredToken(value)).toEqual({ fields: FIELDS, query: TOKEN, around });
});

test.each([
  ['a word in front', `SAS: ${TOKEN}`],
  ['an operation of its own', `${TOKEN}&comp=acl`],
  ['another place', `${TOKEN}&restype=service`],
  ['escaped as HTML', TOKEN.replaceAll('&', '&amp;')],
  ['a line break within', TOKEN.replace('&sp', '\n&sp')],
  ['a fragment', `${TOKEN}#x`],
])('%s: its fields are read where they can be, and it is never sent', (_name, value) => {
  const { query, around } = parseStoredToken(value);
  expect([query, around]).toEqual([undefined, 'something that belongs to no token']);
});

test.each([
  ['cut off', TOKEN.slice(0, -12), /not 32 bytes/],
  ['masked', TOKEN.replace(SIG, 'REDACTED'), /not 32 bytes/],
  ['encoded twice', TOKEN.replaceAll('%', '%25'), /not 32 bytes/],
  ['with broken percent signs', TOKEN.replace('%3D', '%3'), /not 32 bytes/],
  ['with a bare plus', TOKEN.replace('%2B', '+'), /\+ that is not percent-encoded/],
])('a signature %s', (_name, value, flaw) => {
  expect(parseStoredToken(value).flaw).toMatch(flaw);
});

test.each([
  ['nothing', ''],
  ['a blank', ' '],
  ['an account key', `${'aB3dE5fG7hJ9kL1mN3pQ'.repeat(4)}rS5tU7==`],
  [
    'a connection string',
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b;EndpointSuffix=core.windows.net',
  ],
  ['an address without a token', 'https://stcontosoxfer.blob.core.windows.net/transfer'],
  ['fields without a signature', TOKEN.replace(/&sig=.*/, '')],
  ['an empty signature', TOKEN.replace(SIG, '')],
])('%s is no token', (_name, value) => {
  expect(parseStoredToken(value)).toEqual({});
});

test('long hostile values take linear time', () => {
  const begun = performance.now();
  for (const piece of ['sp=', 'sig=+', '&sp=a', "'", '?', '%', 'https://?'])
    parseStoredToken(piece.repeat(25_000 / piece.length));
  expect(performance.now() - begun).toBeLessThan(2000);
});
