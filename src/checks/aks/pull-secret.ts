import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { Output } from '../../parse/output/output';
import { defineCheck, either, unknown, type Params } from '../check';
import { ofCluster } from './visible';

/** Names of the secrets that the pod pulls with; its node, where that was shown. */
interface Seen {
  secrets: string[];
  node?: string;
}

const USED = 'pull-secret-used';

const NOT_PASTED =
  'not known: the pod; the bot does not ask Kubernetes, but reads what kubectl get pod -o yaml printed';

export const pullSecret = defineCheck<Seen | undefined, never>({
  id: 'aks/pull-secret',
  title: 'Pull secrets of the pod',
  statements: { [USED]: { says: 'The pod pulls with a pull secret', ...ofCluster } },
  needs: [],
  uses: [],
  permissions: [],
  // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to ask
  collect: async () => undefined,
  read: (outputs, params) => outputs.map((output) => readPod(output, params)).find((seen) => seen),
  judge: (seen) => {
    if (!seen) return [unknown(USED, NOT_PASTED)];
    const { secrets } = seen;
    const saw =
      secrets.length > 0 ? `imagePullSecrets: ${secrets.join(', ')}` : 'the pod has no imagePullSecrets';
    return [either(USED, secrets.length > 0, saw)];
  },
  learn: (seen) => {
    const [pullSecretName] = seen?.secrets ?? [];
    return {
      ...(pullSecretName === undefined ? {} : { pullSecret: pullSecretName }),
      ...(seen?.node === undefined ? {} : { node: seen.node }),
    };
  },
});

const listSchema = z.array(z.object({ name: z.string() })).min(1);

const podSchema = z.object({
  kind: z.literal('Pod'),
  metadata: z.object({ name: z.string() }),
  // It stands behind imagePullSecrets, in the order in which kubectl prints: the list was not cut off.
  spec: z.object({
    imagePullSecrets: z.array(z.object({ name: z.string() })).nullish(),
    nodeName: z.string().nullish(),
    restartPolicy: z.string(),
  }),
});

function readPod(output: Output, params: Params): Seen | undefined {
  const { command, commandLine = '', json } = output;
  if (command !== 'kubectl get pod') return undefined;
  if (!commandLine.includes('jsonpath')) return readWhole(output, params);
  const list = /jsonpath=["']?\{\.spec\.imagePullSecrets\}/.test(commandLine)
    ? listSchema.safeParse(json)
    : undefined;
  // Nothing printed may as well be nothing pasted.
  return list?.success ? { secrets: list.data.map(({ name }) => name) } : undefined;
}

function readWhole({ json, text, isPartial }: Output, { pod }: Params): Seen | undefined {
  const found = podSchema.safeParse(isPartial ? undefined : (json ?? yamlIn(text)));
  if (!found.success || (pod !== undefined && pod !== found.data.metadata.name)) return undefined;
  const { imagePullSecrets, nodeName } = found.data.spec;
  const secrets = (imagePullSecrets ?? []).map(({ name }) => name);
  return { secrets, ...(nodeName ? { node: nodeName } : {}) };
}

/** More than any pod's own description. */
const MAX_YAML = 200_000;

function yamlIn(text: string): unknown {
  const start = text.search(/^apiVersion:\s/m);
  if (start === -1 || text.length > MAX_YAML) return undefined;
  try {
    return parseYaml(text.slice(start), { maxAliasCount: 0, logLevel: 'silent' });
  } catch {
    return undefined;
  }
}
