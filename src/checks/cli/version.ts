import type { Output } from '../../parse/output/output';
import { isRecord } from '../../parse/output/query';
import { defineCheck, either, no, unknown, yes, type Said } from '../check';

/** The Azure CLI of the machine where `az version` was run. */
interface Seen {
  /** Major, minor, patch. */
  cli: readonly number[];
  /** Names of its extensions; absent where they were not shown. */
  extensions?: readonly string[];
}

const NOT_RUN = 'not known: what az version printed in the shell where the command failed; paste it';
const ofMachine = { vantage: 'configuration', about: 'host', changedBy: [] } as const;

/** Source: streaming-2024, Prerequisites (2.54.0); Azure/azure-cli#33257 (2.87.0). */
const STREAMING = [2, 54, 0];
const NODE_POOL_STREAMING = [2, 87, 0];

const OLD = 'without-streaming';
const OLD_FOR_POOLS = 'without-node-pool-streaming';

export const version = defineCheck<Seen | undefined, never>({
  id: 'cli/version',
  title: 'Version of the Azure CLI',
  statements: {
    [OLD]: { says: 'The Azure CLI is older than 2.54.0, which brought artifact streaming', ...ofMachine },
    [OLD_FOR_POOLS]: {
      says: 'The Azure CLI is older than 2.87.0 and has no aks-preview, so its node pools know no streaming',
      ...ofMachine,
    },
  },
  needs: [],
  uses: [],
  permissions: [],
  unverified: [
    'That the version was asked for in the shell where the command failed: another shell may have another CLI.',
  ],
  // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to ask
  collect: async () => undefined,
  read: (outputs) => outputs.flatMap((output) => versionIn(output) ?? []).at(-1),
  judge: (seen) => (seen ? judgeVersion(seen) : [unknown(OLD, NOT_RUN), unknown(OLD_FOR_POOLS, NOT_RUN)]),
});

function versionIn({ command, json, text, isPartial }: Output): Seen | undefined {
  if (command !== 'az version' || isPartial) return undefined;
  if (isRecord(json)) {
    const cli = numbersIn(json['azure-cli']);
    const { extensions } = json;
    return cli && { cli, ...(isRecord(extensions) ? { extensions: Object.keys(extensions) } : {}) };
  }
  // `az --version` marks what has an update with a star, and lists extensions after a headline of their own.
  const cli = numbersIn(/^azure-cli\s{1,60}(?<cli>\d[\d.]{2,20})/m.exec(text)?.groups?.cli);
  const isPreview = /^aks-preview\s/m.test(text);
  const areShown = /^Extensions:/m.test(text) || isPreview;
  return cli && { cli, ...(areShown ? { extensions: isPreview ? ['aks-preview'] : [] } : {}) };
}

function numbersIn(text: unknown): number[] | undefined {
  const { major, minor, patch } =
    typeof text === 'string'
      ? (/^(?<major>\d{1,3})\.(?<minor>\d{1,4})\.(?<patch>\d{1,4})/.exec(text)?.groups ?? {})
      : {};
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

function isOlder(cli: readonly number[], than: readonly number[]): boolean {
  const at = cli.findIndex((part, index) => part !== than[index]);
  return at !== -1 && (cli[at] ?? 0) < (than[at] ?? 0);
}

function judgeVersion({ cli, extensions }: Seen): Said[] {
  const saw = `azure-cli ${cli.join('.')}`;
  return [either(OLD, isOlder(cli, STREAMING), saw), judgePools(saw, cli, extensions)];
}

function judgePools(saw: string, cli: Seen['cli'], extensions: Seen['extensions']): Said {
  if (!isOlder(cli, NODE_POOL_STREAMING)) return no(OLD_FOR_POOLS, saw);
  if (!extensions) return unknown(OLD_FOR_POOLS, `${saw}; its extensions were not shown`);
  return extensions.includes('aks-preview')
    ? unknown(OLD_FOR_POOLS, `${saw}, with aks-preview, which may know the flag`)
    : yes(OLD_FOR_POOLS, `${saw}, without aks-preview`);
}
