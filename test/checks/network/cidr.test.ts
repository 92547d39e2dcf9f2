import { isPrivate, isRange, shareOf } from '../../../src/checks/network/cidr';

test.each([
  ['10.0.0.4', '10.0.0.0/24', 'all'],
  ['10.0.1.4', '10.0.0.0/24', 'none'],
  ['10.0.0.0/16', '10.0.0.0/24', 'some'],
  ['255.255.255.255', '0.0.0.0/0', 'all'],
  ['10.0.0.4', 'Internet', 'none'],
  ['2001:db8::1', '::/0', 'none'],
])('%s in %s: %s', (inner, outer, share) => {
  expect(shareOf(inner, outer)).toBe(share);
});

test('what is no IPv4 range is none', () => {
  for (const text of ['', '*', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.256', 'VirtualNetwork'])
    expect(isRange(text)).toBe(false);
  expect(['10.1.0.0/16', '168.63.129.16', '172.31.255.255'].map(isPrivate)).toEqual([true, true, true]);
  expect(['172.32.0.0', '0.0.0.0/0', '20.0.0.0/8'].map(isPrivate)).toEqual([false, false, false]);
});
