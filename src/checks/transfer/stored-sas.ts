import type { Azure } from '../../azure/azure';
import { findResource } from '../../azure/find-resource';
import { READ_VAULT } from '../../azure/key-vault';
import type { Read } from '../../azure/reading';
import { getStorageAccount, READ_ACCOUNT } from '../../azure/storage-account';
import { tryStoredSas, type StoredSas } from '../../azure/stored-sas';
import {
  partsOfContainer,
  partsOfSecret,
  READ_PIPELINES,
  READ_RUNS,
  type Pipeline,
} from '../../azure/transfer';
import { GET_SECRET } from '../../azure/vault-secret';
import { defineCheck, judgeRead, notApplicable } from '../check';
import { READ_REGISTRY } from '../registry/visible';
import { namesOfPipeline, readPipeline } from './pipeline';
import { ONLY_TOLD, STORED_STATEMENTS, TOKEN_STATEMENTS } from './sas-statements';
import { judgeStored } from './stored-sas-judge';

interface Seen {
  pipeline: Read<Pipeline>;
  /** Undefined in the mode ManagedIdentity. */
  stored?: Read<StoredSas>;
  /** ISO 8601; empty where the account does not tell. */
  keysMadeAt: string[];
  now: string;
}

const STATEMENTS = { ...TOKEN_STATEMENTS, ...STORED_STATEMENTS };
const ALL = Object.keys(STATEMENTS);

/** Beside the fields of a pasted token (transfer/sas): the token that the pipeline really takes, and what it opens. */
export const storedSas = defineCheck<Seen, 'registry'>({
  id: 'transfer/stored-sas',
  title: "SAS token in the pipeline's key vault, tried on its container",
  statements: STATEMENTS,
  needs: ['registry'],
  uses: ['direction', 'exportPipeline', 'importPipeline', 'pipelineRun', 'failedAt'],
  onlyTold: {
    ...ONLY_TOLD,
    'secret-missing': 'no document says how a run answers to it',
    'more-than-token':
      'no document says how a transfer takes quotes, white space or an address around a token',
    'refused-here': 'which of the reasons it is, the other statements tell',
  },
  permissions: [READ_REGISTRY, ...READ_PIPELINES, READ_RUNS, READ_VAULT, READ_ACCOUNT, GET_SECRET],
  reveals: 'secret',
  withoutLeave:
    'the commands of this cause print the fields without the signature, and try the token from your own shell: paste what they print',
  unverified: [
    'The words of the detail of AuthenticationFailed are those recorded in issues; no page lists them.',
    'In which order storage looks at signature, times, addresses and permissions is not documented, so an answer about one is taken as silent about the others.',
    'A key made after the token was stored is taken as the reason of a signature that does not match; that another key signed it and somebody altered it besides is not excluded.',
    'A token is taken as made no later than it was stored, and no earlier than its st.',
    'Only listing is tried: that the token also reads, writes, adds or deletes stands in its sp.',
    'Without a version in its address, the pipeline is taken to read the newest version of the secret.',
  ],
  async collect(eyes, params) {
    const now = eyes.azure.now().toISOString();
    const pipeline = await readPipeline(eyes, params);
    if (!pipeline.ok) return { pipeline, stored: pipeline, keysMadeAt: [], now };
    if (isManaged(pipeline.value)) return { pipeline, keysMadeAt: [], now };
    return { pipeline, now, ...(await lookAt(eyes.azure, pipeline.value)) };
  },
  judge: ({ pipeline, stored, keysMadeAt, now }, { failedAt = now }) => {
    if (!stored || !pipeline.ok)
      return judgeRead(pipeline, ALL, ({ name }) =>
        ALL.map((one) =>
          notApplicable(one, `${name} works in the mode ManagedIdentity, without a SAS token`),
        ),
      );
    return judgeRead(stored, ALL, (found) =>
      judgeStored(found, { pipeline: pipeline.value, keysMadeAt, failedAt, now }),
    );
  },
  learn: ({ pipeline }) => namesOfPipeline(pipeline),
});

function isManaged({ mode }: Pipeline): boolean {
  return mode.toLowerCase() === 'managedidentity';
}

/**
 * A pipeline's addresses are set by whoever may create pipelines. So its vault and account must be among the resources
 * that the asker's rights and the policy's subscriptions show, before a secret is read from one or sent to the other.
 */
async function lookAt(
  azure: Azure,
  pipeline: Pipeline,
): Promise<Pick<Seen, 'keysMadeAt'> & { stored: Read<StoredSas> }> {
  const { name, secretUri = '', container = '' } = pipeline;
  const [secret, place] = [partsOfSecret(secretUri), partsOfContainer(container)];
  if (!secret)
    return { stored: without(`the pipeline ${name} names no secret of a key vault`), keysMadeAt: [] };
  const [vaultId, accountId] = await Promise.all([
    findResource(azure, 'microsoft.keyvault/vaults', secret.vault),
    place
      ? findResource(azure, 'microsoft.storage/storageaccounts', place.account)
      : without(`the pipeline ${name} names no container`),
  ]);
  if (!vaultId.ok) return { stored: vaultId, keysMadeAt: [] };
  const [stored, account] = await Promise.all([
    tryStoredSas(azure, secretUri, accountId.ok ? container : accountId.unreadable),
    accountId.ok ? getStorageAccount(azure, accountId.value) : accountId,
  ]);
  return { stored, keysMadeAt: account.ok ? account.value.keysMadeAt : [] };
}

function without(saw: string): Read<never> {
  return { ok: false, unreadable: { reason: 'not-found', saw } };
}
