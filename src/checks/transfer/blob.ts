import type { Read } from '../../azure/reading';
import { findBlob, READ_BLOB, readShownBlob, type Blob } from '../../azure/storage-account';
import { partsOfContainer, READ_PIPELINES, READ_RUNS } from '../../azure/transfer';
import { hasKeys, type Output } from '../../parse/output/output';
import { minute } from '../../verdict/link';
import {
  defineCheck,
  either,
  judgeRead,
  no,
  notApplicable,
  pasted,
  unknown,
  yes,
  type Eyes,
  type Given,
  type Params,
  type Said,
} from '../check';
import { READ_REGISTRY } from '../registry/visible';
import { readPipeline } from './pipeline';
import { readRun } from './run';

interface Seen {
  name: string;
  /** Undefined where it is not there. */
  blob: Read<Blob | undefined>;
  /** ISO 8601. */
  now: string;
}

const ofBlob = { vantage: 'configuration', about: 'host', changedBy: [] } as const;
const CONDITIONS = ['metadata-lost', 'md5-missing', 'older-than-60-days', 'arrived-lately'] as const;

export const blob = defineCheck<Seen, 'registry'>({
  id: 'transfer/blob',
  title: 'Blob of the transfer',
  statements: {
    'blob-missing': { says: 'The blob is not in the container of the pipeline', ...ofBlob },
    'metadata-lost': { says: 'The blob lacks the metadata category=acr-transfer-blob', ...ofBlob },
    'md5-missing': { says: 'The blob has no Content-MD5', ...ofBlob },
    'older-than-60-days': { says: 'The blob was last modified more than 60 days ago', ...ofBlob },
    'arrived-lately': { says: 'The blob arrived less than 15 minutes ago', ...ofBlob },
  },
  needs: ['registry'],
  uses: ['direction', 'exportPipeline', 'importPipeline', 'pipelineRun', 'blob'],
  permissions: [READ_REGISTRY, ...READ_PIPELINES, READ_RUNS, READ_BLOB],
  unverified: [
    'Storage tells a caller without the right to read blobs nothing of whether a blob is there.',
    'That a Content-MD5 which is there is also right cannot be told without reading the whole blob.',
  ],
  collect: lookFor,
  read: readOutputs,
  judge: ({ name, blob: found, now }) =>
    judgeRead(found, ['blob-missing', ...CONDITIONS], (one) => {
      if (one === undefined)
        return [
          yes('blob-missing', `${name} is not in the container`),
          ...CONDITIONS.map((statement) => notApplicable(statement, `${name} is not there`)),
        ];
      return [
        no('blob-missing', `${name} is in the container`, one.modifiedAt),
        judgeCategory(one),
        one.hasMd5 === undefined
          ? unknown('md5-missing', 'whether the blob has a Content-MD5 is not told')
          : either(
              'md5-missing',
              !one.hasMd5,
              `Content-MD5 is ${one.hasMd5 ? 'set' : 'empty'}`,
              one.modifiedAt,
            ),
        ...judgeAge(one, now),
      ];
    }),
  learn: ({ name }) => (name === '' ? {} : { blob: name }),
});

async function lookFor(eyes: Eyes, params: Given<'registry'>): Promise<Seen> {
  const now = eyes.azure.now().toISOString();
  const [pipeline, run] = await Promise.all([readPipeline(eyes, params), readRun(eyes, params)]);
  const name = params.blob ?? (run.ok ? run.value.blob : undefined);
  if (!pipeline.ok) return { name: name ?? '', blob: pipeline, now };
  if (name === undefined) return { name: '', blob: run.ok ? withoutName : run, now };
  const at = pipeline.value.container === undefined ? undefined : partsOfContainer(pipeline.value.container);
  if (!at) return { name, blob: withoutName, now };
  return { name, blob: await findBlob(eyes.azure, at.host, at.container, name), now };
}

const withoutName: Read<never> = {
  ok: false,
  unreadable: { reason: 'not-found', saw: 'not known: the blob of the transfer and its container' },
};

function readOutputs(outputs: readonly Output[], params: Params): Seen | undefined {
  // A paste is read when it is pasted.
  const now = new Date().toISOString();
  for (const output of outputs) {
    const found = shownIn(output) ?? existenceIn(output);
    if (found && (params.blob === undefined || params.blob === found.name)) return { ...found, now };
  }
  return undefined;
}

type Shown = Omit<Seen, 'now'>;

function shownIn({ command, json }: Output): Shown | undefined {
  const shown = command === 'az storage blob show' ? readShownBlob(json) : undefined;
  return shown && { name: shown.name, blob: pasted(shown) };
}

/** It prints no name, so the command line must say which blob was meant. */
function existenceIn({ command, commandLine = '', json }: Output): Shown | undefined {
  if (command !== 'az storage blob exists' || !hasKeys(json, 'exists')) return undefined;
  const name = /\s(?:--name|-n)[\s=]["']?(?<name>[^\s"']{1,300})/.exec(commandLine)?.groups?.name;
  if (name === undefined || typeof json.exists !== 'boolean') return undefined;
  return { name, blob: pasted(json.exists ? { name } : undefined) };
}

function judgeCategory({ category, modifiedAt }: Blob): Said {
  const statement = 'metadata-lost';
  if (category === undefined) return unknown(statement, 'the metadata of the blob is not told');
  const saw = category === null ? 'no metadata entry category' : `category is ${category.slice(0, 60)}`;
  return either(statement, category !== 'acr-transfer-blob', saw, modifiedAt);
}

const MINUTE_MS = 60_000;
const SIXTY_DAYS_MS = 60 * 24 * 60 * MINUTE_MS;
/** How long the trigger may take to look. Source: transfer CLI page. */
const TRIGGER_MS = 15 * MINUTE_MS;

/** When it became too old. */
function sinceOf(modifiedAt: string): string {
  return new Date(Date.parse(modifiedAt) + SIXTY_DAYS_MS).toISOString();
}

function judgeAge({ modifiedAt }: Blob, now: string): Said[] {
  const statements = ['older-than-60-days', 'arrived-lately'] as const;
  if (modifiedAt === undefined)
    return statements.map((one) => unknown(one, 'when the blob was modified is not told'));
  const age = Date.parse(now) - Date.parse(modifiedAt);
  const saw = `last modified ${minute(modifiedAt)}`;
  return [
    either(
      'older-than-60-days',
      age > SIXTY_DAYS_MS,
      saw,
      age > SIXTY_DAYS_MS ? sinceOf(modifiedAt) : modifiedAt,
    ),
    either('arrived-lately', age < TRIGGER_MS, saw),
  ];
}
