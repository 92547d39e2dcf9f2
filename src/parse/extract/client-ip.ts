import { isIP } from 'node:net';
import { mentionsOf, type Facts } from '../facts';

/** `client with IP '203.0.113.7' is not allowed access`: the address the registry saw. */
const CLIENT = /client with ip(?: address)?\s{0,4}:?\s{0,4}["'<(\\]{0,3}(?<value>[0-9a-f.:]{3,45})/gi;

export function extractClientIp(text: string): Facts {
  const clientIp = mentionsOf(text, CLIENT)
    .map(({ value }) => value.replace(/[.:]{1,20}$/, ''))
    .find((value) => isIP(value) > 0);
  return clientIp ? { clientIp } : {};
}
