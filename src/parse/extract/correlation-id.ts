import { mentionsOf, type Facts } from '../facts';

const CORRELATION =
  /\bcorrelation(?:[ _-]?request)?[ _-]?id["']?\s{0,3}[:=]?\s{0,3}["']?(?<value>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gi;
const OPERATION =
  /(?:_operations\/|operation[ _-]?id["']?\s{0,3}[:=]?\s{0,3}["']?|--id\s{1,3})(?<value>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gi;

/** The ids support asks for: the request's correlation id, and a conversion's operation id. */
export function extractCorrelationId(text: string): Facts {
  const correlationId = mentionsOf(text, CORRELATION)[0]?.value.toLowerCase();
  const operationId = mentionsOf(text, OPERATION)[0]?.value.toLowerCase();
  return { ...(correlationId ? { correlationId } : {}), ...(operationId ? { operationId } : {}) };
}
