import {
  getDeployment,
  listOperations,
  READ_DEPLOYMENT,
  READ_OPERATIONS,
  readShownDeployment,
  readShownOperations,
  type Deployment,
  type DeploymentError,
  type Operation,
} from '../../azure/deployment';
import type { Listed, Read } from '../../azure/reading';
import { sayable } from '../../azure/trouble';
import type { Output } from '../../parse/output/output';
import {
  defineCheck,
  either,
  judgeRead,
  no,
  notPasted,
  pasted,
  unknown,
  yes,
  type Eyes,
  type Given,
  type Params,
  type Said,
} from '../check';
import { namesOf, READ_REGISTRY, readRegistry } from '../registry/visible';

interface Seen {
  deployment: Read<Deployment>;
  operations: Read<Listed<Operation>>;
}

const ofDeployment = { vantage: 'configuration', about: 'registry', changedBy: [] } as const;

/** Codes that name one cause, by the statement about it. */
const CODES: Record<string, RegExp> = {
  'template-refused': /^(?:InvalidTemplate|InvalidTemplateDeployment|DeploymentTemplateValidationFailed)$/,
  'resource-missing': /^(?:ParentResourceNotFound|ResourceNotFound|ResourceGroupNotFound)$/,
  'api-version-unknown': /^(?:NoRegisteredProviderFound|InvalidApiVersionParameter|InvalidResourceType)$/,
  'not-authorized': /^(?:AuthorizationFailed|LinkedAuthorizationFailed)$/,
};
const STATEMENTS = ['deployment-failed', 'inner-error', ...Object.keys(CODES)];

export const deployment = defineCheck<Seen, 'deployment'>({
  id: 'transfer/deployment',
  title: 'Template deployment',
  statements: {
    'deployment-failed': { says: 'The deployment failed', ...ofDeployment },
    'inner-error': { says: 'An error inside the deployment names the reason', ...ofDeployment },
    'template-refused': { says: 'The template or a parameter did not pass validation', ...ofDeployment },
    'resource-missing': { says: 'A resource that the template names is not there', ...ofDeployment },
    'api-version-unknown': {
      says: 'Azure does not know the type or version in the template',
      ...ofDeployment,
    },
    'not-authorized': { says: 'Whoever deployed lacked a right', ...ofDeployment },
  },
  needs: ['deployment'],
  uses: ['registry'],
  onlyTold: {
    'deployment-failed': 'says that it failed; inner-error and the statements beside it say why',
    'not-authorized': 'whose right is missing is told by transfer/caller',
  },
  permissions: [READ_DEPLOYMENT, READ_OPERATIONS, READ_REGISTRY],
  unverified: [
    'A deployment is looked for in the resource group that the text names, else in that of the registry.',
    'Only what is refused after the deployment began stands in it; a template refused before leaves none behind.',
  ],
  collect: lookFor,
  read: readOutputs,
  judge: ({ deployment: read, operations }) =>
    judgeRead(read, STATEMENTS, (found) => judgeFound(found, operations)),
  learn: ({ deployment: read }) =>
    read.ok && read.value.correlationId ? { correlationId: read.value.correlationId } : {},
});

async function lookFor(eyes: Eyes, params: Given<'deployment'>): Promise<Seen> {
  const { registry, deployment: name } = params;
  const own = registry === undefined ? undefined : await readRegistry(eyes, { ...params, registry });
  const near = own ? namesOf(own) : {};
  const subscription = params.subscription ?? near.subscription;
  const resourceGroup = params.resourceGroup ?? near.registryResourceGroup;
  if (subscription === undefined || resourceGroup === undefined) {
    const saw =
      own && !own.ok ? own.unreadable.saw : 'not known: subscription and resource group of the deployment';
    const nowhere: Read<never> = { ok: false, unreadable: { reason: 'not-found', saw } };
    return { deployment: nowhere, operations: nowhere };
  }
  const place = { subscription, resourceGroup, name };
  const [found, operations] = await Promise.all([
    getDeployment(eyes.azure, place),
    listOperations(eyes.azure, place),
  ]);
  return { deployment: found, operations };
}

function readOutputs(outputs: readonly Output[], params: Params): Seen | undefined {
  const isMeant = (name: string) => params.deployment === undefined || params.deployment === name;
  const shown = outputs
    .flatMap(({ command, json }) =>
      command === 'az deployment group show' ? (readShownDeployment(json) ?? []) : [],
    )
    .find(({ name }) => isMeant(name));
  const listed = outputs
    .map((one) =>
      one.command === 'az deployment operation group list' ? readShownOperations(one.json) : undefined,
    )
    .find((items) => items !== undefined);
  if (shown) {
    const operations = listed ? pasted({ items: listed, isComplete: true }) : notPasted;
    return { deployment: pasted(shown), operations };
  }
  if (!listed?.some(({ errors }) => errors.length > 0)) return undefined;
  // Operations that failed tell of a deployment that failed.
  const made: Deployment = { id: '', name: params.deployment ?? 'of the list', state: 'Failed', errors: [] };
  return { deployment: pasted(made), operations: pasted({ items: listed, isComplete: true }) };
}

/** Codes of the wrapper, which name nothing. */
const WRAPPERS = [
  'DeploymentFailed',
  'ResourceDeploymentFailure',
  'Conflict',
  'BadRequest',
  'DeploymentOperationFailed',
];

function judgeFound(found: Deployment, operations: Read<Listed<Operation>>): Said[] {
  const { name, state, correlationId } = found;
  const failed = state.toLowerCase() === 'failed';
  const id = correlationId === undefined ? '' : `, correlation id ${correlationId}`;
  const isOver = failed || state.toLowerCase() === 'succeeded';
  const ended = isOver
    ? either('deployment-failed', failed, `deployment ${name}: ${state}${id}`)
    : unknown('deployment-failed', `deployment ${name}: ${state}${id}`);
  const steps = operations.ok ? operations.value.items : [];
  const errors = [...found.errors, ...steps.flatMap((step) => step.errors)];
  const inner = errors.filter(({ code }) => !WRAPPERS.includes(code));
  // What an error tells is told; that there is no other needs all the steps.
  const isWhole = !failed || (operations.ok && operations.value.isComplete) || inner.length > 0;
  const why = operations.ok ? 'the deployment tells no error of its steps' : operations.unreadable.saw;
  const permission = operations.ok ? undefined : operations.unreadable.permission;
  const judge = (statement: string, isMeant: (error: DeploymentError) => boolean): Said => {
    const one = inner.find(isMeant);
    if (one) return yes(statement, wordsOf(one, id));
    if (!isOver || !isWhole)
      return unknown(statement, isOver ? why : `deployment ${name}: ${state}`, permission);
    return no(
      statement,
      failed ? `deployment ${name} failed with ${codesOf(errors)}` : `deployment ${name}: ${state}`,
    );
  };
  return [
    ended,
    judge('inner-error', () => true),
    ...Object.entries(CODES).map(([statement, codes]) => judge(statement, ({ code }) => codes.test(code))),
  ];
}

function wordsOf({ code, message, target }: DeploymentError, id: string): string {
  const at = target === undefined ? '' : ` at ${target.slice(target.lastIndexOf('/') + 1)}`;
  return sayable(`${code}${at}${id}${message === undefined ? '' : `: "${message}"`}`);
}

function codesOf(errors: readonly DeploymentError[]): string {
  return [...new Set(errors.map(({ code }) => code))].slice(0, 5).join(', ') || 'no error told';
}
