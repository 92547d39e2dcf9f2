import type { Read } from '../../azure/reading';
import type { Pipeline } from '../../azure/transfer';
import type { SasFields } from '../../parse/facts';
import { extractSas } from '../../parse/extract/sas';
import type { Output } from '../../parse/output/output';
import { defineCheck, notPasted, type Eyes, type Given, type Params } from '../check';
import { READ_REGISTRY } from '../registry/visible';
import { READ_PIPELINES } from '../../azure/transfer';
import { directionOf, namesOfPipeline, pipelineIn, readPipeline } from './pipeline';
import { deletesBlob, judgeSas } from './sas-judge';
import { ONLY_TOLD, TOKEN_STATEMENTS } from './sas-statements';

interface Seen {
  fields: SasFields;
  /** Its options tell whether an import deletes. */
  pipeline: Read<Pipeline>;
  /** ISO 8601. */
  now: string;
}

export const sas = defineCheck<Seen, 'sas'>({
  id: 'transfer/sas',
  title: 'Fields of the SAS token',
  statements: TOKEN_STATEMENTS,
  needs: ['sas'],
  uses: ['direction', 'exportPipeline', 'importPipeline', 'pipelineRun', 'registry', 'failedAt'],
  onlyTold: ONLY_TOLD,
  permissions: [READ_REGISTRY, ...READ_PIPELINES],
  unverified: [
    'That the token shown is the one in the key vault of the pipeline.',
    'For which account and container the token was made: that stands in its signature only.',
    'Whether a stored access policy that it names is still there, and what it says.',
    'Whether the account key that signed it has been changed since cannot be seen in a token.',
    'That a token which allows http too is refused: documented as a requirement of ACR Transfer, not as an error.',
  ],
  async collect(eyes, params) {
    const pipeline = await pipelineOf(eyes, params);
    return { fields: params.sas, pipeline, now: eyes.azure.now().toISOString() };
  },
  read(outputs, params) {
    const fields = tokenIn(outputs);
    // A paste is read when it is pasted.
    return (
      fields && { fields, pipeline: pipelineIn(outputs, params) ?? notPasted, now: new Date().toISOString() }
    );
  },
  judge: ({ fields, pipeline, now }, params) => {
    const found = pipeline.ok ? pipeline.value : undefined;
    const direction = directionOf(params) ?? found?.direction;
    return judgeSas(fields, {
      direction,
      deletes: deletesBlob(found),
      failedAt: params.failedAt ?? now,
      now,
    });
  },
  learn: ({ pipeline }) => namesOfPipeline(pipeline),
});

const NOBODY: Read<never> = {
  ok: false,
  unreadable: { reason: 'not-found', saw: 'no registry was named, so its pipelines were not read' },
};

async function pipelineOf(eyes: Eyes, { registry, ...rest }: Given<'sas'>): Promise<Read<Pipeline>> {
  // An export has no option that changes what its token needs.
  if (registry === undefined || directionOf(rest) === 'export') return NOBODY;
  return readPipeline(eyes, { ...rest, registry });
}

/** Commands that print a token, and a token pasted alone. */
const COMMANDS = ['SAS token', 'az keyvault secret show', 'az storage container generate-sas'];

function tokenIn(outputs: readonly Output[]): Params['sas'] {
  for (const { command, text } of outputs) {
    const { sas: found } = COMMANDS.includes(command) ? extractSas(text) : {};
    if (found) return found;
  }
  return undefined;
}
