import { mentionsOf, type Facts } from '../facts';

const PRINCIPAL =
  /\b(?:object|principal)[ _-]?id["']?\s{0,3}[:=]?\s{0,3}["']?(?<value>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gi;
const CLIENT =
  /\bclient[ _-]?id["']?\s{0,3}[:=]?\s{0,3}["']?(?<value>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gi;

/** Who was refused: an identity's object id, which roles are given to, and its client id, which signs in. */
export function extractIdentity(text: string): Facts {
  const principalId = mentionsOf(text, PRINCIPAL)[0]?.value.toLowerCase();
  const clientId = mentionsOf(text, CLIENT)[0]?.value.toLowerCase();
  return { ...(principalId ? { principalId } : {}), ...(clientId ? { clientId } : {}) };
}
