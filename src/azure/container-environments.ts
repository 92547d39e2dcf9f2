import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { getArm } from './arm';
import type { Azure } from './azure';
import { Trouble, type Read } from './reading';

export const READ_ENVIRONMENT = 'Microsoft.App/managedEnvironments/read';

/** A Container Apps environment. What an answer or a paste does not tell is absent. */
export interface Environment {
  /** Empty where a paste leaves it out. */
  name: string;
  /** Id of the subnet it lies in; null where it lies in none of the customer's. */
  subnetId?: string | null;
  /** Whether its apps can be called from its own network only. */
  isInternal?: boolean;
  /** `name (type)` of each workload profile; none in a Consumption-only environment. */
  profiles?: string[];
}

const ENVIRONMENT_ID =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]{1,90}\/providers\/Microsoft\.App\/managedEnvironments\/(?<name>[a-z0-9-]{1,64})$/i;

/** The name in an environment's id; undefined when it is none. */
export function environmentNameIn(id: string): string | undefined {
  return ENVIRONMENT_ID.exec(id)?.groups?.name;
}

const word = z.string().nullish();
const schema = z.object({
  name: word,
  properties: z
    .object({
      vnetConfiguration: z
        .object({ infrastructureSubnetId: word, internal: z.boolean().nullish() })
        .nullish(),
      workloadProfiles: z.array(z.object({ name: word, workloadProfileType: word })).nullish(),
    })
    .nullish(),
});

/** Source: managedEnvironments get, ManagedEnvironments_Get.json (2025-07-01). */
export function getEnvironment(azure: Azure, id: string): Promise<Read<Environment>> {
  return azure.once(`GET ${id.toLowerCase()}`, READ_ENVIRONMENT, async () => {
    if (environmentNameIn(id) === undefined) {
      // Connected environments, on somebody's own cluster, are another kind.
      const saw = `'${id.slice(0, 160)}' is no managed environment`;
      throw new Trouble({ reason: 'bad-answer', saw });
    }
    const query = { 'api-version': API_VERSIONS.containerApps };
    return environmentOf(await getArm(azure, id, query, schema, READ_ENVIRONMENT), true);
  });
}

/**
 * The environment in what `az containerapp env show` prints; undefined when the value is none.
 * @param isWhole whether nothing was left out by a query or cut off: only then what is missing is not there
 */
export function readShownEnvironment(json: unknown, isWhole: boolean): Environment | undefined {
  const shown = schema.safeParse(json);
  return shown.success ? environmentOf(shown.data, isWhole) : undefined;
}

function environmentOf({ name, properties }: z.infer<typeof schema>, isWhole: boolean): Environment {
  const { vnetConfiguration: network, workloadProfiles } = properties ?? {};
  const isTold = isWhole && properties !== undefined && properties !== null;
  const subnetId = network?.infrastructureSubnetId === '' ? null : network?.infrastructureSubnetId;
  return {
    name: name ?? '',
    ...told('subnetId', subnetId, isTold, null),
    ...told('isInternal', network?.internal, isTold, false),
    ...told('profiles', workloadProfiles?.map(wordsOf), isTold, []),
  };
}

/** What a value that was left out means: `silent` where the answer would have held it, else nothing. */
function told<K extends string, V>(
  key: K,
  value: V | null | undefined,
  isTold: boolean,
  silent: V | null,
): Partial<Record<K, V>> {
  const meant = value ?? (isTold ? silent : undefined);
  return meant === undefined ? {} : ({ [key]: meant } as Record<K, V>);
}

function wordsOf(profile: {
  name?: string | null | undefined;
  workloadProfileType?: string | null | undefined;
}) {
  return `${profile.name ?? '?'} (${profile.workloadProfileType ?? '?'})`;
}
