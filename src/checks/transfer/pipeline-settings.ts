import type { Read } from '../../azure/reading';
import { READ_PIPELINES, READ_RUNS, type Pipeline } from '../../azure/transfer';
import { defineCheck, either, judgeRead, notApplicable, unknown, type Said } from '../check';
import { READ_REGISTRY } from '../registry/visible';
import { namesOfPipeline, pipelineIn, readPipeline } from './pipeline';

const ofPipeline = { vantage: 'configuration', about: 'registry', changedBy: [] } as const;

/** Options by the statement that says they are not set, and the way to which they belong. */
const OPTIONS = {
  'without-overwrite-blobs': { option: 'OverwriteBlobs', of: 'export' },
  'without-overwrite-tags': { option: 'OverwriteTags', of: 'import' },
  'without-delete-blob': { option: 'DeleteSourceBlobOnSuccess', of: 'import' },
  'without-continue-on-errors': { option: 'ContinueOnErrors', of: undefined },
} as const;

export const pipelineSettings = defineCheck<Read<Pipeline>, 'registry'>({
  id: 'transfer/pipeline-settings',
  title: 'Options of the transfer pipeline',
  statements: {
    'without-overwrite-blobs': { says: 'The export pipeline may not replace a blob', ...ofPipeline },
    'without-overwrite-tags': { says: 'The import pipeline may not move a tag that is there', ...ofPipeline },
    'without-delete-blob': { says: 'The import pipeline keeps the blob', ...ofPipeline },
    'without-continue-on-errors': { says: 'One artifact that fails ends the whole run', ...ofPipeline },
    'source-trigger-off': { says: 'The source trigger of the import pipeline is off', ...ofPipeline },
    'sas-mode': { says: 'The pipeline reaches storage with a SAS token out of a key vault', ...ofPipeline },
  },
  needs: ['registry'],
  uses: ['direction', 'exportPipeline', 'importPipeline', 'pipelineRun'],
  onlyTold: {
    'without-continue-on-errors':
      'a setting that a report shows; no document names it as the reason of a failure',
  },
  permissions: [READ_REGISTRY, ...READ_PIPELINES, READ_RUNS],
  unverified: [
    'An answer of Azure without the key options is taken as a pipeline without options.',
    'A pipeline without storageAccessMode is taken as one of the mode SasToken, as the command line does.',
  ],
  collect: readPipeline,
  read: pipelineIn,
  teaches: [
    'direction',
    'exportPipeline',
    'importPipeline',
    'storageAccount',
    'storageContainer',
    'keyVault',
  ],
  judge: (read) =>
    judgeRead(read, [...Object.keys(OPTIONS), 'source-trigger-off', 'sas-mode'], (found) => [
      ...Object.entries(OPTIONS).map(([statement, { option, of }]) =>
        judgeOption(statement, option, of, found),
      ),
      judgeTrigger(found),
      either(
        'sas-mode',
        found.mode.toLowerCase() !== 'managedidentity',
        `${found.name} has storageAccessMode ${found.mode}`,
      ),
    ]),
  learn: namesOfPipeline,
});

function judgeOption(
  statement: string,
  option: string,
  of: Pipeline['direction'] | undefined,
  { name, direction, options }: Pipeline,
): Said {
  if (of !== undefined && of !== direction)
    return notApplicable(statement, `${name} is an ${direction} pipeline, which has no such option`);
  if (options === undefined) return unknown(statement, `the options of ${name} are not in what was seen`);
  const isSet = options.some((one) => one.toLowerCase() === option.toLowerCase());
  const set = options.length === 0 ? 'no options' : options.join(', ');
  return either(statement, !isSet, `${direction} pipeline ${name}: ${set}`);
}

function judgeTrigger({ name, direction, trigger }: Pipeline): Said {
  const statement = 'source-trigger-off';
  if (direction === 'export')
    return notApplicable(statement, `${name} is an export pipeline, which has no trigger`);
  if (trigger === undefined) return unknown(statement, `whether the trigger of ${name} is on is not told`);
  const state = trigger.toLowerCase();
  if (state !== 'enabled' && state !== 'disabled')
    return unknown(statement, `the source trigger of ${name} is '${trigger.slice(0, 40)}'`);
  return either(statement, state === 'disabled', `the source trigger of ${name} is ${trigger}`);
}
