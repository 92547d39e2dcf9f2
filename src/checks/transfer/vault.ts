import { findResource } from '../../azure/find-resource';
import { getVault, readShownVault, READ_VAULT, type Vault } from '../../azure/key-vault';
import { mapRead, type Read } from '../../azure/reading';
import { partsOfSecret, READ_PIPELINES, READ_RUNS, type Pipeline } from '../../azure/transfer';
import type { Output } from '../../parse/output/output';
import {
  defineCheck,
  judgeRead,
  no,
  notApplicable,
  notPasted,
  pasted,
  unknown,
  yes,
  type Params,
  type Said,
} from '../check';
import { READ_REGISTRY } from '../registry/visible';
import { judgeRights, READ_ROLES, readRights, type HeldRights } from './held-rights';
import { namesOfPipeline, pipelineIn, readPipeline } from './pipeline';

interface Seen {
  pipeline: Read<Pipeline>;
  vault: Read<Vault>;
  /** Roles of the pipeline's identity at the secret, where roles decide. */
  rights?: HeldRights;
}

const ofVault = { vantage: 'configuration', about: 'host', changedBy: [] } as const;
const ALL = ['identity-without-secret-get', 'vault-closed', 'other-vault'] as const;

export const vault = defineCheck<Seen, 'registry'>({
  id: 'transfer/vault',
  title: 'Key vault of the transfer pipeline',
  statements: {
    'identity-without-secret-get': { says: "The pipeline's identity may not read the secret", ...ofVault },
    'vault-closed': { says: 'The vault lets in neither everybody nor trusted services', ...ofVault },
    'other-vault': { says: "The pipeline's secret lies in another vault than the one named", ...ofVault },
  },
  needs: ['registry'],
  uses: ['direction', 'exportPipeline', 'importPipeline', 'pipelineRun', 'keyVault'],
  onlyTold: {
    'other-vault': 'tells that the other statements are about another vault',
  },
  permissions: [READ_REGISTRY, ...READ_PIPELINES, READ_RUNS, READ_VAULT, ...READ_ROLES],
  unverified: [
    'That Container Registry passes a vault as a trusted service stands in an issue of the documentation, not on a page.',
    'An access policy given to a group to which the identity belongs is not seen: who belongs to it is not told.',
    'Roles are listed at the secret itself, so that an assignment there counts too.',
  ],
  async collect(eyes, params) {
    const pipeline = await readPipeline(eyes, params);
    const secret = pipeline.ok ? secretOf(pipeline.value) : undefined;
    if (!pipeline.ok || secret === undefined) return { pipeline, vault: withoutSecret(pipeline) };
    const { azure } = eyes;
    const id = await findResource(azure, 'microsoft.keyvault/vaults', secret.vault);
    const found = id.ok ? await getVault(azure, id.value) : id;
    const [principal] = pipeline.value.principals;
    if (!found.ok || found.value.usesRoles !== true || principal === undefined)
      return { pipeline, vault: found };
    const rights = await readRights(azure, `${found.value.id}/secrets/${secret.secret}`, principal);
    return { pipeline, vault: found, rights };
  },
  read(outputs, params) {
    const found = vaultIn(outputs, params);
    return found && { pipeline: pipelineIn(outputs, params) ?? notPasted, vault: found };
  },
  judge: (seen, params) => {
    const { pipeline, vault: found } = seen;
    if (pipeline.ok && isManaged(pipeline.value))
      return ALL.map((one) =>
        notApplicable(one, `${pipeline.value.name} works in the mode ManagedIdentity, without a vault`),
      );
    return [
      ...judgeRead(found, ['identity-without-secret-get', 'vault-closed'], (one) => [
        judgeIdentity(seen, one),
        judgeNetwork(one),
      ]),
      judgeVaultName(pipeline, params),
    ];
  },
  learn: ({ pipeline, vault: found }) => ({
    ...namesOfPipeline(pipeline),
    ...(found.ok ? { keyVaultId: found.value.id } : {}),
    ...(pipeline.ok && pipeline.value.principals[0] ? { principalId: pipeline.value.principals[0] } : {}),
  }),
});

function isManaged({ mode }: Pipeline): boolean {
  return mode.toLowerCase() === 'managedidentity';
}

function secretOf({ secretUri }: Pipeline): ReturnType<typeof partsOfSecret> {
  return secretUri === undefined ? undefined : partsOfSecret(secretUri);
}

function withoutSecret(pipeline: Read<Pipeline>): Read<never> {
  if (!pipeline.ok) return pipeline;
  const saw = `the pipeline ${pipeline.value.name} names no secret of a key vault`;
  return { ok: false, unreadable: { reason: 'not-found', saw } };
}

function vaultIn(outputs: readonly Output[], params: Params): Read<Vault> | undefined {
  const pipeline = pipelineIn(outputs, params);
  const secret = pipeline?.ok ? secretOf(pipeline.value) : undefined;
  const wanted = secret?.vault ?? params.keyVault?.toLowerCase();
  for (const { command, json, isPartial } of outputs) {
    // Rules and policies that were cut off would look as if there were none.
    const found = command === 'az keyvault show' && !isPartial ? readShownVault(json) : undefined;
    // Another vault's rules say nothing of this one.
    if (found && (wanted === undefined || wanted === found.name.toLowerCase())) return pasted(found);
  }
  return undefined;
}

const GET_SECRET = { action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action', isData: true } as const;

function judgeIdentity({ pipeline, rights }: Seen, found: Vault): Said {
  const statement = 'identity-without-secret-get';
  if (!pipeline.ok) return unknown(statement, pipeline.unreadable.saw, pipeline.unreadable.permission);
  const { name, principals } = pipeline.value;
  const [principal] = principals;
  if (principal === undefined) return unknown(statement, `the identity of the pipeline ${name} is not told`);
  // Which of several it uses is not told.
  if (principals.length > 1)
    return unknown(statement, `the pipeline ${name} has ${principals.length} identities`);
  const who = `identity ${principal.slice(0, 8)}... of pipeline ${name}`;
  if (found.usesRoles === undefined)
    return unknown(statement, `whether ${found.name} goes by roles or by access policies is not told`);
  if (found.usesRoles)
    return rights
      ? judgeRights(statement, rights, [GET_SECRET], {
          who,
          may: 'read the secret',
          where: `in ${found.name}`,
        })
      : unknown(statement, `${found.name} goes by roles, which were not read`);
  const own = found.policies.filter(({ objectId }) => objectId.toLowerCase() === principal.toLowerCase());
  const secrets = own.flatMap((one) => one.secrets);
  if (secrets.includes('get') || secrets.includes('all'))
    return no(statement, `an access policy of ${found.name} lets ${who} get secrets`);
  return yes(
    statement,
    own.length === 0
      ? `none of the ${found.policies.length} access policies of ${found.name} is for ${who}`
      : `the access policy of ${found.name} for ${who} has ${secrets.join(', ') || 'nothing'} on secrets, not get`,
  );
}

function judgeNetwork({ name, defaultAction, bypass, publicNetworkAccess }: Vault): Said {
  const statement = 'vault-closed';
  const isPrivate = publicNetworkAccess?.toLowerCase() === 'disabled';
  const denies = defaultAction?.toLowerCase() === 'deny';
  const rules = `public access ${publicNetworkAccess ?? 'not told'}, default ${defaultAction ?? 'without rules'}, bypass ${bypass ?? 'not told'}`;
  const saw = `${name}: ${rules}`;
  if (!isPrivate && !denies) return no(statement, saw);
  if (bypass?.toLowerCase() === 'none') return yes(statement, saw);
  if (bypass === undefined) return unknown(statement, saw);
  // Whether trusted services pass where public access is off altogether is not documented for this service.
  return isPrivate ? unknown(statement, saw) : no(statement, `${saw}: trusted services pass`);
}

function judgeVaultName(pipeline: Read<Pipeline>, { keyVault }: Params): Said {
  const statement = 'other-vault';
  const named = mapRead(pipeline, (one) => secretOf(one));
  if (!named.ok) return unknown(statement, named.unreadable.saw, named.unreadable.permission);
  if (named.value === undefined) return unknown(statement, 'the pipeline names no secret of a key vault');
  const { vault: own, secret } = named.value;
  if (keyVault === undefined)
    return notApplicable(statement, `the pipeline reads ${secret} in ${own}; no vault was named`);
  const saw = `the pipeline reads ${secret} in ${own}`;
  return own === keyVault.toLowerCase() ? no(statement, saw) : yes(statement, `${saw}, not in ${keyVault}`);
}
