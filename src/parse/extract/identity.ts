import { mentionsOf, type Facts } from '../facts';

const GUID = String.raw`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`;
const PRINCIPAL = new RegExp(
  String.raw`\b(?:object|principal)[ _-]?id["']?\s{0,3}[:=]?\s{0,3}["']?(?<value>${GUID})`,
  'gi',
);
const CLIENT = new RegExp(String.raw`\bclient[ _-]?id["']?\s{0,3}[:=]?\s{0,3}["']?(?<value>${GUID})`, 'gi');

/** Who was refused: an identity's object id, which roles are given to, and its client id, which signs in. */
export function extractIdentity(text: string): Facts {
  const principalId = mentionsOf(text, PRINCIPAL)[0]?.value.toLowerCase();
  const clientId = mentionsOf(text, CLIENT)[0]?.value.toLowerCase();
  return { ...(principalId ? { principalId } : {}), ...(clientId ? { clientId } : {}) };
}
