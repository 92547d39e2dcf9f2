import type { Azure } from '../../azure/azure';
import { rankNearNames } from '../../azure/near-names';
import { mapRead, type Read } from '../../azure/reading';
import { listRepositories, listTags } from '../../azure/registry-attributes';
import { findManifest, type Manifest } from '../../azure/registry-content';
import { READ_RUNS, type PipelineRun } from '../../azure/transfer';
import { sayable } from '../../azure/trouble';
import {
  defineCheck,
  judgeRead,
  no,
  notApplicable,
  unknown,
  yes,
  type Eyes,
  type Given,
  type Said,
} from '../check';
import { READ_CONTENT, READ_METADATA, readParts, type Parts } from '../image/manifest';
import { judgeLargest } from '../image/size';
import { READ_REGISTRY } from '../registry/visible';
import { namesOfRun, readRun } from './run';

interface Artifact {
  /** As the run names it. */
  name: string;
  repository: string;
  reference: string;
}

interface Seen {
  run: Read<PipelineRun>;
  /** What the registry says of each artifact of an export; undefined where it knows none of that name. */
  found: { artifact: Artifact; manifest: Read<Manifest | undefined> }[];
  /** Names like the first one that is unknown. */
  near: string[];
  layers: Parts;
}

const ofRun = { vantage: 'configuration', about: 'registry', changedBy: [] } as const;

export const artifacts = defineCheck<Seen, 'registry'>({
  id: 'transfer/artifacts',
  title: 'Artifacts of the export run',
  statements: {
    'artifact-unknown': { says: 'The export names an artifact that the registry does not have', ...ofRun },
    'layer-over-8-gb': { says: 'An artifact of the run has a layer of more than 8 GB', ...ofRun },
  },
  needs: ['registry'],
  uses: ['pipelineRun', 'direction', 'exportPipeline'],
  permissions: [
    READ_REGISTRY,
    READ_RUNS,
    ...READ_CONTENT,
    ...READ_METADATA,
    'Microsoft.ContainerRegistry/registries/catalog/read',
  ],
  unverified: ['The registry as it is now: an artifact may have been deleted after the run.'],
  collect: lookFor,
  teaches: ['pipelineRun', 'direction', 'blob'],
  judge: ({ run, found, near, layers }) =>
    judgeRead(run, ['artifact-unknown', 'layer-over-8-gb'], (one) => {
      const doubt = doubtOf(one);
      return [
        doubt ? { ...doubt, statement: 'artifact-unknown' } : judgeNames(found, near),
        doubt ? { ...doubt, statement: 'layer-over-8-gb' } : judgeLargest(layers),
      ];
    }),
  learn: ({ run }) => namesOfRun(run),
});

/** Artifacts whose names are looked up, which is more than a run may have; and those whose layers are measured. */
const MAX_NAMES = 60;
const MAX_MEASURED = 12;

const NOTHING: Pick<Seen, 'found' | 'near' | 'layers'> = {
  found: [],
  near: [],
  layers: { read: [], isComplete: true },
};

async function lookFor(eyes: Eyes, params: Given<'registry'>): Promise<Seen> {
  const run = await readRun(eyes, params);
  if (!run.ok || doubtOf(run.value)) return { run, ...NOTHING };
  const { azure } = eyes;
  const { registry } = params;
  const named = run.value.artifacts.slice(0, MAX_NAMES).map(artifactOf);
  const found = await Promise.all(
    named.map(async (artifact) => ({
      artifact,
      manifest: await findManifest(azure, registry, artifact.repository, artifact.reference),
    })),
  );
  const unknownOne = found.find(({ manifest }) => manifest.ok && manifest.value === undefined);
  const near = unknownOne ? await findNear(azure, registry, unknownOne.artifact) : [];
  return { run, found, near, layers: await measure(eyes, registry, found) };
}

/** Without a tag, latest is meant. Source: acrtransfer's pipelinerun.py. */
function artifactOf(name: string): Artifact {
  const { repository, digest, tag } =
    /^(?<repository>[^@:]{1,255})(?:@(?<digest>.{1,100})|:(?<tag>.{1,128}))?$/.exec(name)?.groups ?? {};
  return { name, repository: repository ?? name, reference: digest ?? tag ?? 'latest' };
}

async function findNear(azure: Azure, registry: string, artifact: Artifact): Promise<string[]> {
  const { repository, reference } = artifact;
  const tags = await listTags(azure, registry, repository);
  if (tags.ok && tags.value.items.length > 0) {
    const names = tags.value.items.map(({ name }) => name);
    const near = rankNearNames(reference, names);
    return (near.length > 0 ? near : names.slice(0, 3)).map((tag) => `${repository}:${tag}`);
  }
  const repositories = await listRepositories(azure, registry);
  return repositories.ok ? rankNearNames(repository, repositories.value.items) : [];
}

async function measure(eyes: Eyes, registry: string, found: Seen['found']): Promise<Parts> {
  const there = found.flatMap(({ artifact, manifest }) =>
    manifest.ok && manifest.value ? [{ artifact, root: manifest.value }] : [],
  );
  const parts = await Promise.all(
    there.slice(0, MAX_MEASURED).map(async ({ artifact: { name, repository }, root }) => {
      const one = await readParts(eyes, { registry, repository }, root);
      return { ...one, read: one.read.map((part) => ({ ...part, name: `${name} ${part.name}`.trim() })) };
    }),
  );
  const failed = found.flatMap(({ artifact: { name }, manifest }) =>
    manifest.ok
      ? []
      : [{ name, manifest: mapRead(manifest, (): Manifest => ({ digest: '', mediaType: '' })) }],
  );
  return {
    read: [...parts.flatMap(({ read }) => read), ...failed],
    isComplete: there.length <= MAX_MEASURED && parts.every(({ isComplete }) => isComplete),
  };
}

/** Why there is nothing to look up; undefined when there is. */
function doubtOf({ name, direction, artifacts: named }: PipelineRun): Said | undefined {
  if (direction === 'import') return notApplicable('', `${name} is an import, which names no artifacts`);
  return named.length === 0 ? unknown('', `the artifacts of ${name} are not told`) : undefined;
}

function judgeNames(found: Seen['found'], near: readonly string[]): Said {
  const statement = 'artifact-unknown';
  const missing = found.filter(({ manifest }) => manifest.ok && manifest.value === undefined);
  const names = missing.map(({ artifact }) => sayable(artifact.name).slice(0, 100));
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const hint = near.length > 0 ? `; there is ${near.join(', ')}` : '';
  if (names.length > 0)
    return yes(statement, `the registry has no ${names.slice(0, 3).join(', ')}${more}${hint}`);
  const failed = found.find(({ manifest }) => !manifest.ok)?.manifest;
  if (failed && !failed.ok) return unknown(statement, failed.unreadable.saw, failed.unreadable.permission);
  return no(statement, `the registry has all ${found.length} artifacts of the run`);
}
