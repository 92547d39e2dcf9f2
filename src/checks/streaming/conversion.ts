import { mapRead, type Read } from '../../azure/reading';
import {
  findConversionId,
  getConversion,
  type Conversion,
  type ConversionCode,
} from '../../azure/registry-streaming';
import { sayable } from '../../azure/trouble';
import { minute } from '../../verdict/link';
import { defineCheck, judgeRead, no, pasted, unknown, yes, type Eyes, type Said } from '../check';
import { isoOf, NO_REFERENCE, READ_CONTENT, readRoot, short, type ImageParams } from '../image/manifest';
import { targetsOf } from './artifact';
import { conversionIn } from './pasted-streaming';

interface Seen {
  /** Undefined when the registry knows of none. */
  conversion: Conversion | undefined;
  /** What was asked for, for a sentence. */
  asked: string;
}

const written = { vantage: 'configuration', about: 'image', changedBy: [] } as const;

const CODES: Record<string, ConversionCode> = {
  'failed-unknown-error': 'UNKNOWN_ERROR',
  'failed-resource-not-found': 'RESOURCE_NOT_FOUND',
  'failed-unsupported-platform': 'UNSUPPORTED_PLATFORM',
  'failed-no-supported-platform': 'NO_SUPPORTED_PLATFORM_FOUND',
  'failed-unsupported-mediatype': 'UNSUPPORTED_MEDIATYPE',
  'failed-unsupported-artifact-type': 'UNSUPPORTED_ARTIFACT_TYPE',
  'failed-image-not-runnable': 'IMAGE_NOT_RUNNABLE',
};

const codeStatements = Object.fromEntries(
  Object.entries(CODES).map(([statement, code]) => [
    statement,
    { says: `The conversion failed with ${code}`, ...written },
  ]),
);

const STATEMENTS = {
  'not-finished': { says: 'The conversion has not ended yet', ...written },
  failed: { says: 'The conversion failed', ...written },
  ...codeStatements,
  canceled: { says: 'The conversion was canceled', ...written },
  'none-found': { says: 'No conversion of the image is known', ...written },
};

export const conversion = defineCheck<Read<Seen>, 'registry' | 'repository'>({
  id: 'streaming/conversion',
  title: 'Conversion to a streaming artifact',
  statements: STATEMENTS,
  needs: ['registry', 'repository'],
  uses: ['tag', 'digest', 'operationId'],
  onlyTold: {
    'failed-resource-not-found': 'its causes are told apart by image/exists',
    'failed-image-not-runnable': 'its cause is told by image/media-type',
  },
  permissions: READ_CONTENT,
  unverified: [
    'Where a failed conversion tells its code: no such answer was seen, so the whole of it is searched.',
    'How long the registry remembers a conversion.',
  ],
  collect: lookForConversion,
  read(outputs, params) {
    const shown = conversionIn(outputs, params);
    return shown && pasted(shown);
  },
  judge: (seen) =>
    judgeRead(seen, Object.keys(STATEMENTS), ({ conversion: found, asked }) =>
      found ? judgeConversion(found) : judgeNone(asked),
    ),
});

/** The conversion with the id that was named, or else the last of what the tag or digest lead to. */
export async function lookForConversion(eyes: Eyes, params: ImageParams): Promise<Read<Seen>> {
  const { azure } = eyes;
  const { registry, repository, operationId, tag, digest } = params;
  if (operationId !== undefined) return readConversion(eyes, params, operationId);
  if (digest === undefined && tag === undefined)
    return { ok: false, unreadable: { reason: 'not-found', saw: NO_REFERENCE } };
  const root = await readRoot(eyes, params);
  if (!root.ok) return root;
  const targets = targetsOf(root.value);
  for (const target of targets) {
    const id = await findConversionId(azure, registry, repository, target.digest);
    if (!id.ok) return id;
    if (id.value !== undefined) return readConversion(eyes, params, id.value);
  }
  const asked = targets.map((target) => `${target.name}, ${short(target.digest)}`).join(', or of ');
  return { ...root, value: { conversion: undefined, asked } };
}

async function readConversion(
  { azure }: Eyes,
  { registry, repository }: ImageParams,
  id: string,
): Promise<Read<Seen>> {
  const read = await getConversion(azure, registry, repository, id);
  return mapRead(read, (found) => ({ conversion: found, asked: `operation ${id}` }));
}

const OPEN = ['NotStarted', 'Running'];
const ENDED = ['Succeeded', 'Failed', 'Canceled'];

function judgeConversion(found: Conversion): Said[] {
  const { status } = found;
  const names = Object.keys(STATEMENTS);
  if (![...OPEN, ...ENDED].includes(status))
    return names.map((name) =>
      unknown(name, `the conversion's status, '${status.slice(0, 40)}', is not known here`),
    );
  const since = found.startedAt === undefined ? undefined : isoOf(found.startedAt);
  const saw = tell(found, since);
  return names.map((name) => {
    const holds = doesHold(name, found);
    if (holds === undefined) return unknown(name, saw);
    return holds ? yes(name, saw, since) : no(name, saw, since);
  });
}

/** Whether a statement holds; undefined when the answer does not tell. */
function doesHold(name: string, { status, code }: Conversion): boolean | undefined {
  if (name === 'not-finished') return OPEN.includes(status);
  if (name === 'failed') return status === 'Failed';
  if (name === 'canceled') return status === 'Canceled';
  if (name === 'none-found') return false;
  // One that runs may still fail, and one that failed without a code may have failed with any.
  if (OPEN.includes(status) || (status === 'Failed' && code === undefined)) return undefined;
  return status === 'Failed' && code === CODES[name];
}

function tell({ id, status, progress, code, details }: Conversion, since: string | undefined): string {
  const begun = since === undefined ? '' : `, started ${minute(since)}`;
  const done = progress === undefined ? '' : ` at ${progress}`;
  const why = status !== 'Failed' ? '' : ` with ${code ?? 'a code that its answer does not hold'}`;
  const words = status === 'Failed' && code === undefined && details ? `: ${sayable(details)}` : '';
  return `operation ${id} is ${status}${done}${why}${begun}${words}`;
}

/** What the registry does not remember may still have failed. */
function judgeNone(asked: string): Said[] {
  const saw = `the registry knows no conversion of ${asked}`;
  return Object.keys(STATEMENTS).map((name) => {
    if (name === 'none-found') return yes(name, saw);
    return name === 'not-finished' ? no(name, saw) : unknown(name, saw);
  });
}
