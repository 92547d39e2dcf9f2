import {
  STREAMING_ARTIFACT,
  type Conversion,
  type RepositoryStreaming,
} from '../../azure/registry-streaming';
import { readShownConversion, readShownReferrers } from '../../azure/shown-image';
import type { Descriptor } from '../../azure/registry-content';
import type { Output } from '../../parse/output/output';
import { hasFlag, isRecord, optionOf, readAzTable, unprojected } from '../../parse/output/query';
import { askedIn, isOfImage, isOfRegistry, type Asked, type Meant } from '../../parse/output/subject';
import type { Params } from '../check';
import { aboutRepository, digestOf } from '../image/pasted-attributes';

/** Whether the repository converts what is pushed, as `az acr artifact-streaming show` prints it. */
export function streamingIn(outputs: readonly Output[], params: Params): RepositoryStreaming | undefined {
  return aboutRepository(outputs, params, 'az acr artifact-streaming show')
    .flatMap(({ output }) => {
      const shown = unprojected(output);
      const is = isRecord(shown) ? shown.convertPushedImages : undefined;
      return typeof is === 'boolean' ? [{ convertsPushedImages: is }] : [];
    })
    .at(-1);
}

/** The conversion of the image in question; `undefined` inside when the registry said that it knows none. */
export interface ShownConversion {
  conversion: Conversion | undefined;
  asked: string;
}

export function conversionIn(outputs: readonly Output[], params: Params): ShownConversion | undefined {
  const digest = digestOf(outputs, params);
  return outputs
    .filter(({ command, isPartial }) => command === 'az acr artifact-streaming operation show' && !isPartial)
    .flatMap((output): ShownConversion[] => {
      const shown = operationIn(output, params, digest);
      return shown ? [shown] : [];
    })
    .at(-1);
}

function operationIn(
  output: Output,
  params: Params,
  digest: string | undefined,
): ShownConversion | undefined {
  const asked = askedIn(output);
  const { commandLine = '', json, text } = output;
  if (json === undefined && /No operation found for image/.test(text))
    return isOfImage(asked, params) ? { conversion: undefined, asked: imageOf(asked) } : undefined;
  const id = optionOf(commandLine, '--id');
  const shown = readShownConversion(unprojected(output), id);
  if (!shown) return undefined;
  const { resource, ...conversion } = shown;
  // What was converted stands in the answer, by its digest.
  const isResource = digest !== undefined && resource === `${params.repository ?? ''}@${digest}`;
  const isMeant = isResource || isOfImage(asked, params) || isOperation(id, asked, params);
  return isMeant && !isOfOther(output, params) ? { conversion, asked: imageOf(asked) } : undefined;
}

function isOfOther(output: Output, params: Params): boolean {
  return output.commandLine !== undefined && !isOfRegistry(askedIn(output), params);
}

function isOperation(id: string | undefined, asked: Asked, { operationId, repository }: Params): boolean {
  return id !== undefined && id === operationId && asked.repository === repository;
}

function imageOf({ repository = '', tag, digest }: Asked): string {
  return tag === undefined ? `${repository}@${digest ?? ''}` : `${repository}:${tag}`;
}

/** What refers to one manifest. `isComplete` is false where some do not say what they are. */
export interface ShownReferrers {
  items: Descriptor[];
  isComplete: boolean;
}

const LISTS = ['az acr manifest list-referrers', 'oras discover'];

/** What refers to the image in question, or to the digest of one of its platforms. */
export function referrersIn(
  outputs: readonly Output[],
  meant: Meant,
  digest: string | undefined,
): ShownReferrers | undefined {
  const { registry, repository } = meant;
  return outputs
    .filter(({ command, isPartial }) => LISTS.includes(command) && !isPartial)
    .filter((output) => {
      const asked = askedIn(output);
      const isDigest = digest !== undefined && isOfImage(asked, { registry, repository, digest });
      return isDigest || isOfImage(asked, meant);
    })
    .flatMap((output) => listedIn(output) ?? [])
    .at(-1);
}

function listedIn(output: Output): ShownReferrers | undefined {
  const { json, text, commandLine = '' } = output;
  const filter = optionOf(commandLine, '--artifact-type');
  const isQuery = optionOf(commandLine, '--query') !== undefined || hasFlag(commandLine, '--recursive');
  const items = json === undefined ? itemsInText(text) : readShownReferrers(json);
  if (!items || isQuery) return undefined;
  // A list of another kind of artifacts holds no streaming artifact in any case.
  if (filter !== undefined && filter !== STREAMING_ARTIFACT) return undefined;
  const nameless = items.filter(({ artifactType, annotations }) => !artifactType && !annotations);
  return { items, isComplete: nameless.length === 0 };
}

/** The table of az, or the tree that oras draws below the image; an image alone has nothing below it. */
function itemsInText(text: string): Descriptor[] | undefined {
  const rows = readAzTable(text);
  if (rows.length > 0 && 'artifacttype' in (rows[0] ?? {}))
    return rows.map((row) => itemOf(row.digest ?? '', row.artifacttype));
  const lines = text.split('\n').map((line) => line.trim());
  if (!lines.some((line) => /^[\w.-]{3,253}\/[\w./-]{1,255}@sha256:[0-9a-f]{64}$/.test(line)))
    return undefined;
  const items: Descriptor[] = [];
  let type: string | undefined;
  for (const line of lines) {
    const found = /^[│├└─ ]{1,80}(?<word>\S{3,255})$/.exec(line)?.groups?.word;
    if (found?.startsWith('sha256:')) items.push(itemOf(found, type));
    else if (found?.includes('/')) type = found;
  }
  return items;
}

function itemOf(digest: string, artifactType: string | undefined): Descriptor {
  return { mediaType: '', digest, size: 0, ...(artifactType ? { artifactType } : {}) };
}
