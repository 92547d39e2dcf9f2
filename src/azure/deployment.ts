import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { getArm, listArm } from './arm';
import type { Azure } from './azure';
import { Trouble, type Listed, type Read } from './reading';

export const READ_DEPLOYMENT = 'Microsoft.Resources/deployments/read';
export const READ_OPERATIONS = 'Microsoft.Resources/deployments/operations/read';

/** One error of the tree, without those inside it. Free text of the service, not yet masked. */
export interface DeploymentError {
  code: string;
  message?: string;
  target?: string;
}

export interface Deployment {
  id: string;
  name: string;
  /** Succeeded, Failed, Canceled, Running, ... */
  state: string;
  correlationId?: string;
  /** ISO 8601. */
  at?: string;
  /** Every error of the tree, the outermost first. */
  errors: DeploymentError[];
}

/** One step of a deployment, with what went wrong in it. */
export interface Operation {
  /** Id of the resource that was made. */
  target?: string;
  state: string;
  errors: DeploymentError[];
}

const text = z.string().nullish();
/** Errors hold errors; deeper than this they only repeat. */
const MAX_DEPTH = 6;
const MAX_ERRORS = 40;

/** Errors within errors, some of them as JSON in the message of the one around it. */
function errorsIn(value: unknown, depth = 0): DeploymentError[] {
  const found = z
    .object({ code: z.string(), message: text, target: text, details: z.array(z.unknown()).nullish() })
    .safeParse(value);
  if (!found.success || depth > MAX_DEPTH) return [];
  const { code, message, target, details } = found.data;
  const own = { code, ...(message ? { message } : {}), ...(target ? { target } : {}) };
  const inside = [...(details ?? []), ...packedIn(message)];
  return [own, ...inside.flatMap((one) => errorsIn(one, depth + 1))].slice(0, MAX_ERRORS);
}

function packedIn(message: string | null | undefined): unknown[] {
  if (!message?.trimStart().startsWith('{')) return [];
  try {
    const packed = z.object({ error: z.unknown() }).safeParse(JSON.parse(message));
    return packed.success ? [packed.data.error] : [];
  } catch {
    return [];
  }
}

const deploymentSchema = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({
    provisioningState: z.string(),
    correlationId: text,
    timestamp: text,
    error: z.unknown().optional(),
  }),
});

const operationSchema = z.object({
  properties: z.object({
    provisioningState: z.string(),
    targetResource: z.object({ id: text }).nullish(),
    statusMessage: z.unknown().optional(),
  }),
});

const query = { 'api-version': API_VERSIONS.deployments };
const NAME = /^[\w.()-]{1,64}$/;
const GROUP = /^[\w.()-]{1,90}$/;

/** Where a deployment of a resource group is found. */
export interface DeploymentPlace {
  subscription: string;
  resourceGroup: string;
  name: string;
}

/** @throws Trouble when a name can be none: they come out of a paste and become part of an address */
function pathOf({ subscription, resourceGroup, name }: DeploymentPlace): string {
  if (!/^[0-9a-f-]{36}$/i.test(subscription) || !GROUP.test(resourceGroup) || !NAME.test(name))
    throw new Trouble({
      reason: 'bad-answer',
      saw: `'${name.slice(0, 60)}' is no deployment of a resource group`,
    });
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Resources/deployments/${name}`;
}

/** Source: DeploymentExtended of Microsoft.Resources 2021-04-01. */
export function getDeployment(azure: Azure, place: DeploymentPlace): Promise<Read<Deployment>> {
  return azure.once(`GET deployment ${Object.values(place).join('/')}`, READ_DEPLOYMENT, async () =>
    deploymentOf(await getArm(azure, pathOf(place), query, deploymentSchema, READ_DEPLOYMENT)),
  );
}

/** Source: DeploymentOperation of the same version. */
export function listOperations(azure: Azure, place: DeploymentPlace): Promise<Read<Listed<Operation>>> {
  const schema = z.object({ value: z.array(operationSchema), nextLink: text });
  return azure.once(`GET operations ${Object.values(place).join('/')}`, READ_OPERATIONS, async () => {
    const list = await listArm(azure, `${pathOf(place)}/operations`, query, schema, READ_OPERATIONS);
    return { ...list, items: list.items.map(operationOf) };
  });
}

/** What `az deployment group show` prints: the same form. */
export function readShownDeployment(json: unknown): Deployment | undefined {
  const found = deploymentSchema.safeParse(json);
  const isOne = found.success && /\/Microsoft\.Resources\/deployments\//i.test(found.data.id);
  return isOne ? deploymentOf(found.data) : undefined;
}

/** What `az deployment operation group list` prints: a list of the same form. */
export function readShownOperations(json: unknown): Operation[] | undefined {
  const found = z.array(operationSchema).safeParse(json);
  return found.success && found.data.length > 0 ? found.data.map(operationOf) : undefined;
}

function deploymentOf({ id, name, properties }: z.infer<typeof deploymentSchema>): Deployment {
  const { provisioningState: state, correlationId, timestamp, error } = properties;
  return {
    ...{ id, name, state, errors: errorsIn(error) },
    ...(correlationId ? { correlationId } : {}),
    ...(timestamp ? { at: timestamp } : {}),
  };
}

function operationOf({ properties }: z.infer<typeof operationSchema>): Operation {
  const { provisioningState: state, targetResource, statusMessage } = properties;
  const message = z.object({ error: z.unknown() }).safeParse(statusMessage);
  const errors = message.success ? errorsIn(message.data.error) : [];
  return { state, errors, ...(targetResource?.id ? { target: targetResource.id } : {}) };
}
