import type { Output } from '../../parse/output/output';
import { isRecord } from '../../parse/output/query';
import { minute } from '../../verdict/link';
import { defineCheck, either, no, unknown, yes, type Params, type Said } from '../check';
import { aboutRepository } from '../image/pasted-attributes';

/** What a script or command of Teleport's time printed. */
interface Seen {
  /** The last status of check-expansion.sh. */
  status?: number;
  /** Whether the repository was enabled for Teleport. */
  isEnabled?: boolean;
  /** How many repositories were enabled. */
  enabled?: number;
}

const then = { vantage: 'configuration', about: 'image', changedBy: [] } as const;

/** Its documents were archived in November 2023. Source: Project Teleport, retirement. */
const WELL_BEFORE = '2023-11-01T00:00:00.000Z';
/** AKS removed it, and the registry's API is gone. Source: AKS retirement announcement, Azure/AKS#4953. */
const OVER = '2025-07-15T00:00:00.000Z';
/** Most repositories that were enabled in one registry. Source: the seed documents. */
const LIMIT = 10;

const NOT_RUN =
  'not known: what the Teleport script printed while Teleport still ran; today its API is gone, so nothing can be asked';

const ALL = [
  'after-the-end',
  'image-not-enabled',
  'still-expanding',
  'repository-not-enabled',
  'ten-enabled',
];

export const expansion = defineCheck<Seen | undefined, never>({
  id: 'teleport/expansion',
  title: 'What the scripts of Project Teleport printed in its time',
  statements: {
    'after-the-end': { says: "The output is from after Teleport's end and means nothing", ...then },
    'image-not-enabled': { says: 'Teleport was not enabled for the image', ...then },
    'still-expanding': { says: "The image's layers were still being expanded", ...then },
    'repository-not-enabled': { says: 'The repository was not enabled for Teleport', ...then },
    'ten-enabled': { says: 'Ten repositories were enabled, and more could not be', ...then },
  },
  needs: [],
  uses: ['registry', 'repository', 'failedAt'],
  onlyTold: {
    'image-not-enabled': 'told beside repository-not-enabled, which the causes name',
  },
  permissions: [],
  unverified: [
    'When exactly the API went away: between November 2023 and 15 July 2025 a 404 proves nothing either way.',
  ],
  // A live answer of an API that is gone would mean nothing.
  // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to ask
  collect: async () => undefined,
  read: (outputs, params) => outputs.flatMap((output) => teleportIn(output, params) ?? []).at(-1),
  judge: (seen, params) =>
    seen ? judgeDated(seen, params.failedAt) : ALL.map((statement) => unknown(statement, NOT_RUN)),
});

const READERS: Partial<Record<string, (output: Output, params: Params) => Seen | undefined>> = {
  'check-expansion.sh': expansionIn,
  'find-teleport-enabled-repositories.sh': repositoriesIn,
  'az acr repository show': attributeIn,
};

function teleportIn(output: Output, params: Params): Seen | undefined {
  return READERS[output.command]?.(output, params);
}

/** The script names registry, repository and tag in the address that it asks. */
function expansionIn({ text }: Output, { registry, repository }: Params): Seen | undefined {
  const { host, name } =
    /https:\/\/(?<host>[\w.-]{3,253})\/mount\/v1\/(?<name>[\w./-]{1,255}?)\/_manifests\//.exec(text)
      ?.groups ?? {};
  const isOther = host !== undefined && registry !== undefined && host.toLowerCase() !== registry;
  const isOtherToo = name !== undefined && repository !== undefined && name.replace(/^\//, '') !== repository;
  const states = [...text.matchAll(/^Status: (?<status>200|404|409)\s{0,4}$/gm)];
  const status = states.at(-1)?.groups?.status;
  return isOther || isOtherToo || status === undefined ? undefined : { status: Number(status) };
}

/** One line a repository; the summary after it names the enabled ones again. */
function repositoriesIn({ text }: Output, { repository }: Params): Seen | undefined {
  const lines = [...text.matchAll(/^(?<name>[\w./-]{1,255}) -> (?<state>Enabled|Disabled)\s{0,4}$/gm)];
  if (lines.length === 0) return undefined;
  const own = lines.find(({ groups }) => groups?.name === repository)?.groups?.state;
  const enabled = lines.filter(({ groups }) => groups?.state === 'Enabled').length;
  return { enabled, ...(own === undefined ? {} : { isEnabled: own === 'Enabled' }) };
}

/** Left over in the attributes of repositories of that time; that it is not there says nothing. */
function attributeIn(output: Output, params: Params): Seen | undefined {
  const { json } = output;
  const own = isRecord(json) && json.registry === params.registry && json.imageName === params.repository;
  const isMeant = own || aboutRepository([output], params, output.command).length > 0;
  const attributes = isRecord(json) ? json.changeableAttributes : undefined;
  const is = isRecord(attributes) ? attributes.teleportEnabled : undefined;
  return isMeant && typeof is === 'boolean' ? { isEnabled: is } : undefined;
}

function judgeDated(seen: Seen, at: string | undefined): Said[] {
  if (at === undefined)
    return ALL.map((one) =>
      unknown(one, 'the output is not dated, and only its own time gives it a meaning'),
    );
  const [after, ...rest] = ALL;
  const dated = `dated ${minute(at)}`;
  if (at >= OVER)
    return [
      yes(after ?? '', `${dated}, after Teleport ended on 15 July 2025`),
      ...rest.map((one) => unknown(one, `${dated}: the API was gone, so no answer of it means anything`)),
    ];
  const isThen = at < WELL_BEFORE;
  const end = isThen
    ? no(after ?? '', `${dated}, while Teleport still ran`)
    : unknown(after ?? '', `${dated}, between the end of its documents and its own`);
  return [end, ...judgeThen(seen, isThen, dated)];
}

function judgeThen({ status, isEnabled, enabled }: Seen, isThen: boolean, dated: string): Said[] {
  const of = (statement: string, isTrouble: boolean | undefined, saw: string) =>
    isTrouble === undefined
      ? unknown(statement, `what was pasted does not tell, ${dated}`)
      : either(statement, isTrouble, `${saw}, ${dated}`);
  // Only 200 and 409 come from an API that is surely there.
  const isGone = status === 404 && !isThen;
  const answered = `check-expansion answered ${status ?? ''}`;
  return [
    of('image-not-enabled', status === undefined || isGone ? undefined : status === 404, answered),
    of('still-expanding', status === undefined || isGone ? undefined : status === 409, answered),
    of(
      'repository-not-enabled',
      isEnabled === undefined ? undefined : !isEnabled,
      `teleportEnabled ${String(isEnabled)}`,
    ),
    of(
      'ten-enabled',
      enabled === undefined ? undefined : enabled >= LIMIT,
      `${enabled ?? 0} repositories were enabled`,
    ),
  ];
}
