import type { FactName, Facts } from '../facts';
import { optionOf } from '../output/command-line';

/** A command line of azure-cli: its words up to the first option, and the options. */
const AZ = /\baz (?<verb>(?:[a-z][a-z-]{1,40} ){1,4})(?<options>-[^\n|;&]{1,1000})/g;
/** What a name may be made of; `<cluster>` and `$CLUSTER` are none. */
const NAME = /^[A-Za-z0-9](?:[\w.()-]{0,88}[\w()])?$/;

/** Which option names what, by the words that the command begins with. The first that fits counts. */
const NAMED: readonly { begins: string; facts: Partial<Record<FactName, readonly string[]>> }[] = [
  {
    begins: 'az aks nodepool ',
    facts: { cluster: ['--cluster-name'], clusterResourceGroup: ['--resource-group', '-g'] },
  },
  {
    begins: 'az aks ',
    facts: { cluster: ['--name', '-n'], clusterResourceGroup: ['--resource-group', '-g'] },
  },
  {
    begins: 'az containerapp env ',
    facts: { environment: ['--name', '-n'], appResourceGroup: ['--resource-group', '-g'] },
  },
  {
    begins: 'az containerapp ',
    facts: { app: ['--name', '-n'], appResourceGroup: ['--resource-group', '-g'] },
  },
  {
    begins: 'az acr pipeline-run ',
    facts: { pipelineRun: ['--name', '-n'], registryResourceGroup: ['--resource-group', '-g'] },
  },
  {
    begins: 'az acr export-pipeline ',
    facts: { exportPipeline: ['--name', '-n'], registryResourceGroup: ['--resource-group', '-g'] },
  },
  {
    begins: 'az acr import-pipeline ',
    facts: { importPipeline: ['--name', '-n'], registryResourceGroup: ['--resource-group', '-g'] },
  },
];

/** Names that somebody wrote into the options of a command: no answer of Azure needs to be there. */
export function extractCommandLine(text: string): Facts {
  const whole = text.replace(/[\\`] {0,4}\n {0,40}/g, ' ');
  const found: [string, string][] = [];
  for (const { groups } of whole.matchAll(AZ)) {
    const { verb = '', options = '' } = groups ?? {};
    const named = NAMED.find(({ begins }) => `az ${verb}`.startsWith(begins));
    for (const [fact, names] of Object.entries(named?.facts ?? {})) {
      const value = optionOf(options, ...names);
      if (value !== undefined && NAME.test(value)) found.push([fact, value]);
    }
  }
  // Of several command lines the first counts, as it does for everything that is named but once.
  return Object.fromEntries(found.reverse());
}
