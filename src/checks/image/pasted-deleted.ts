import type { Deleted } from '../../azure/registry-deleted';
import type { Output } from '../../parse/output/output';
import { isRecord, optionOf, readAzTable } from '../../parse/output/query';
import { notPasted, pasted, type Params } from '../check';
import { softDeleteIn } from '../registry/pasted-registry';
import type { Asked, Seen } from './deleted';
import { aboutRepository, rowsIn } from './pasted-attributes';

/** What `az acr manifest list-deleted` and `list-deleted-tags` printed; whether the image is there again is not told. */
export function readPastedDeleted(outputs: readonly Output[], params: Params): Seen | undefined {
  const { tag, digest } = params;
  const asked = [
    askedIn(outputs, params, tag, 'az acr manifest list-deleted-tags'),
    askedIn(outputs, params, digest, 'az acr manifest list-deleted'),
  ].flatMap((one) => one ?? []);
  if (asked.length === 0) return undefined;
  const softDelete = softDeleteIn(outputs, params);
  return { asked, softDelete: softDelete ? pasted(softDelete) : notPasted };
}

function askedIn(
  outputs: readonly Output[],
  params: Params,
  reference: string | undefined,
  command: string,
): Asked | undefined {
  if (reference === undefined) return undefined;
  const items = aboutRepository(outputs, params, command)
    // A list of one tag holds no other; a query may leave anything away.
    .filter(({ asked }) => asked.tag === undefined || asked.tag === reference)
    .flatMap(({ output }) => deletedIn(output) ?? [])
    .at(-1);
  return items && { reference, list: pasted({ items, isComplete: true }), image: notPasted };
}

function deletedIn({ json, text, commandLine = '' }: Output): Deleted[][] | undefined {
  if (optionOf(commandLine, '--query') !== undefined) return undefined;
  if (Array.isArray(json)) return [rowsIn(json).flatMap((row) => rowOf(row) ?? [])];
  const rows = readAzTable(text).map(({ tag, digest, deletedat }) => ({ tag, digest, deletedAt: deletedat }));
  const items = rows.flatMap((row) => rowOf(row) ?? []);
  return items.length > 0 ? [items] : undefined;
}

function rowOf(row: unknown): Deleted | undefined {
  if (!isRecord(row) || typeof row.digest !== 'string' || typeof row.deletedAt !== 'string') return undefined;
  const { digest, deletedAt, tag } = row;
  return { digest, deletedAt, ...(typeof tag === 'string' && tag !== '' ? { tag } : {}) };
}
