import type { Listed, Read } from '../../azure/reading';
import { listDenyAssignments, type DenyAssignment } from '../../azure/roles';
import {
  defineCheck,
  judgeRead,
  notPasted,
  no,
  unknown,
  yes,
  type Eyes,
  type Given,
  type Params,
  type Said,
} from '../check';
import { weighDenial, type Right } from '../registry/granted';
import { readPastedRoles } from '../registry/pasted-roles';
import { namesOf, READ_REGISTRY, readRegistry } from '../registry/visible';
import type { Registry } from '../../azure/registry';
import { judgeRights, READ_ROLES, readRights, type HeldRights } from './held-rights';
import { directionOf } from './pipeline';

type Needed = 'registry' | 'callerId';

interface Seen {
  registry: Read<Registry>;
  rights: HeldRights;
  denials: Read<Listed<DenyAssignment>>;
}

const ofCaller = {
  vantage: 'configuration',
  about: 'registry',
  changedBy: ['role-added', 'role-removed'],
} as const;

const ACR = 'Microsoft.ContainerRegistry/registries';
/** What creating each of the resources takes. Source: azure-docs permissions/containers.md. */
const RIGHTS: Record<string, Right> = {
  export: { action: `${ACR}/exportPipelines/write`, isData: false },
  import: { action: `${ACR}/importPipelines/write`, isData: false },
  run: { action: `${ACR}/pipelineRuns/write`, isData: false },
};
const STATEMENTS = [
  'no-export-pipeline-right',
  'no-import-pipeline-right',
  'no-run-right',
  'no-transfer-right',
  'denied',
];

export const caller = defineCheck<Seen, Needed>({
  id: 'transfer/caller',
  title: 'Rights of whoever sets up a transfer',
  statements: {
    'no-export-pipeline-right': { says: 'The caller may not create export pipelines', ...ofCaller },
    'no-import-pipeline-right': { says: 'The caller may not create import pipelines', ...ofCaller },
    'no-run-right': { says: 'The caller may not create pipeline runs', ...ofCaller },
    'no-transfer-right': { says: 'The caller lacks a right that the transfer needs', ...ofCaller },
    denied: { says: 'A deny assignment takes a right for transfers away', ...ofCaller },
  },
  needs: ['registry', 'callerId'],
  uses: ['direction', 'exportPipeline', 'importPipeline'],
  onlyTold: {
    'no-export-pipeline-right': 'told beside no-transfer-right, which the causes name',
    'no-import-pipeline-right': 'told beside no-transfer-right, which the causes name',
    'no-run-right': 'told beside no-transfer-right, which the causes name',
    denied: 'told beside no-transfer-right, which the causes name',
  },
  permissions: [READ_REGISTRY, ...READ_ROLES, 'Microsoft.Authorization/denyAssignments/read'],
  unverified: [
    'The document asks for a role on the subscription; what counts here is whether the actions reach the registry.',
    'Assignments that come through Azure Lighthouse, or that wait to be activated (PIM), may not be listed.',
  ],
  collect: lookFor,
  read: readOutputs,
  judge: ({ registry, rights, denials }, params) =>
    judgeRead(registry, STATEMENTS, ({ id, name }) => {
      const who = `identity ${params.callerId.slice(0, 8)}...`;
      const judge = (statement: string, wanted: readonly Right[], may: string): Said =>
        judgeRights(statement, rights, wanted, { who, may, where: `on ${name}` });
      const kinds = Object.entries(RIGHTS).map(([kind, right]): [string, Right] => [kind, right]);
      const each = kinds.map(([kind, right]) => {
        const noun = kind === 'run' ? 'pipeline runs' : `${kind} pipelines`;
        const statement = kind === 'run' ? 'no-run-right' : `no-${kind}-pipeline-right`;
        return judge(statement, [right], `create ${noun}`);
      });
      const denied = judgeDenial(denials, id, rights, params);
      return [...each, judgeWhole(each, denied, directionOf(params)), denied];
    }),
  learn: ({ registry }) => namesOf(registry),
});

async function lookFor(eyes: Eyes, params: Given<Needed>): Promise<Seen> {
  const registry = await readRegistry(eyes, params);
  if (!registry.ok) return { registry, rights: { held: registry, roles: new Map() }, denials: registry };
  const { id } = registry.value;
  const [rights, denials] = await Promise.all([
    readRights(eyes.azure, id, params.callerId),
    listDenyAssignments(eyes.azure, id),
  ]);
  return { registry, rights, denials };
}

/** Deny assignments are not printed by that command, and are rare: made by Azure itself only. */
function readOutputs(outputs: Parameters<typeof readPastedRoles>[0], params: Params): Seen | undefined {
  const { callerId } = params;
  const found =
    callerId === undefined ? undefined : readPastedRoles(outputs, { ...params, principalId: callerId });
  return (
    found && {
      registry: found.registry,
      rights: { held: found.held, roles: found.roles },
      denials: notPasted,
    }
  );
}

/** What is missing for the way that is known; where it is not, only what holds for both is said. */
function judgeWhole(each: readonly Said[], denied: Said, direction: 'export' | 'import' | undefined): Said {
  const statement = 'no-transfer-right';
  const [forExport, forImport, run] = each;
  const ways = [forExport, forImport].flatMap((one) => one ?? []);
  const pipeline = direction === 'export' ? forExport : direction === 'import' ? forImport : undefined;
  if (!run) return unknown(statement, 'the rights were not weighed');
  if (run.holds !== 'no') return { ...run, statement };
  const open = pipeline ?? ways.find(({ holds }) => holds === 'unknown');
  if (denied.holds === 'yes') return { ...denied, statement };
  if (open) return { ...open, statement };
  if (ways.every(({ holds }) => holds === 'no')) return { ...run, statement };
  const missing = ways.find(({ holds }) => holds === 'yes') ?? run;
  return ways.every(({ holds }) => holds === 'yes')
    ? { ...missing, statement }
    : unknown(statement, `${missing.saw}; whether it is an export or an import is not known`);
}

function judgeDenial(
  denials: Seen['denials'],
  scope: string,
  { held }: HeldRights,
  { callerId }: Given<Needed>,
): Said {
  const statement = 'denied';
  if (!denials.ok) return unknown(statement, denials.unreadable.saw, denials.unreadable.permission);
  const { items, isComplete } = denials.value;
  if (items.length === 0 && isComplete) return no(statement, 'no deny assignment at or above the registry');
  const selves = [callerId, ...(held.ok ? held.value.items.map((one) => one.principalId) : [])];
  const weighed = items.map((deny) => ({
    deny,
    says: Object.values(RIGHTS).map((right) => weighDenial(deny, right, scope, selves)),
  }));
  const certain = weighed.find(({ says }) => says.includes('denies'));
  if (certain) return yes(statement, `deny assignment '${certain.deny.name.slice(0, 80)}' takes it away`);
  const possible = weighed.find(({ says }) => says.includes('may-deny'));
  if (possible)
    return unknown(
      statement,
      `deny assignment '${possible.deny.name.slice(0, 80)}' may take it away: it speaks of groups or has a condition`,
    );
  return isComplete
    ? no(statement, `${items.length} deny assignments at or above the registry, none about transfers`)
    : unknown(statement, 'not every deny assignment was listed');
}
