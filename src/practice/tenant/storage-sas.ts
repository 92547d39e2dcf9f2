import { createHmac } from 'node:crypto';
import type { Answer, Call, World } from './answer';
import type { Tenant } from './model';

type Account = Tenant['storageAccounts'][string];
type MadeToken = NonNullable<Tenant['keyVaults'][string]['secrets'][string]['token']>;

const DAY_MS = 86_400_000;
const inDays = (now: Date, days: number) =>
  new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 19) + 'Z';

/** A token with a signature of its own kind: only the simulated storage knows it, and knows when it is not its own. */
export function makeToken(made: MadeToken, now: Date): string {
  const { kind, account, container, key, start, end } = made;
  const kinds = {
    container: { sr: 'c' },
    account: { ss: 'b', srt: 'sco' },
    delegation: { sr: 'c', skoid: 'c41b7a90-5e2d-4b8f-93a6-1f0e2d3c4b5a', ske: inDays(now, 5) },
  };
  const fields = {
    ...{ sv: '2022-11-02', sp: 'rl', st: inDays(now, start), se: inDays(now, end), spr: 'https' },
    ...kinds[kind],
    ...made.fields,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== '') query.set(name, value);
  query.set('sig', signatureOf(query, account, container, key));
  return query.toString();
}

/** Of an account SAS the container is no part. */
function signatureOf(query: URLSearchParams, account: string, container: string, key: number): string {
  const fields = [...query]
    .filter(([name]) => /^s/.test(name) && name !== 'sig')
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  const place = query.has('srt') ? account : `${account}/${container}`;
  const signed = [place, ...fields].join('\n');
  return createHmac('sha256', `simulated key ${key} of ${account}`).update(signed).digest('base64');
}

const FAILED =
  'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.';
const DENIED = 'This request is not authorized to perform this operation';

interface Refusal {
  status?: number;
  code: string;
  message: string;
  detail?: string;
}

/** List Blobs of a container with a token in the query. Sources: "Shared access signature error codes", "List Blobs". */
export function answerSas(
  call: Call,
  world: World,
  { name, account }: { name: string; account: Account },
): Answer {
  const container = call.path.split('/')[1] ?? '';
  const refusal =
    findClosed(call.query, account) ??
    findUnauthenticated(call.query, world.now(), { name, account, container }) ??
    findDenied(call.query, account) ??
    (account.containers[container] ? undefined : NO_CONTAINER);
  if (refusal) return refused(refusal);
  const [first = ''] = Object.keys(account.containers[container] ?? {});
  const body = `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://${call.host}/" ContainerName="${container}"><MaxResults>1</MaxResults><Blobs><Blob><Name>${first}</Name></Blob></Blobs><NextMarker/></EnumerationResults>`;
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body,
    shape: { unverified: 'XML of List Blobs, as its REST page lists it' },
  };
}

const NO_CONTAINER: Refusal = {
  status: 404,
  code: 'ContainerNotFound',
  message: 'The specified container does not exist.',
};

function refused({ status = 403, code, message, detail }: Refusal): Answer {
  const told = detail === undefined ? '' : `<AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail>`;
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-ms-error-code': code },
    body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}\nRequestId:0d5a1f6e-2b7c-4c1d-9e8f-7a6b5c4d3e21</Message>${told}</Error>`,
    shape: { unverified: 'error XML of Azure Storage, its detail as recorded in issues' },
  };
}

function findClosed(query: URLSearchParams, account: Account): Refusal | undefined {
  if (account.defaultAction === 'Deny' || account.publicNetworkAccess === 'Disabled')
    return { code: 'AuthorizationFailure', message: `${DENIED}.` };
  return account.allowSharedKeyAccess || query.has('skoid')
    ? undefined
    : {
        code: 'KeyBasedAuthenticationNotPermitted',
        message: 'Key based authentication is not permitted on this storage account.',
      };
}

function findUnauthenticated(
  query: URLSearchParams,
  now: Date,
  { name, account, container }: { name: string; account: Account; container: string },
): Refusal | undefined {
  const failed = (detail: string): Refusal => ({ code: 'AuthenticationFailed', message: FAILED, detail });
  const signature = query.get('sig') ?? '';
  // Storage quotes what it was given.
  if (signature !== signatureOf(query, name, container, account.key))
    return failed(
      `Signature did not match. String to sign used was ${query.get('sp') ?? ''} /blob/${name}/${container}, sent ${signature}`,
    );
  const policy = query.get('si');
  if (policy !== null && !account.policies[policy])
    return failed('SAS identifier cannot be found for specified signed identifier');
  return isInTime(query, now, account.policies[policy ?? '']?.end)
    ? undefined
    : failed(
        `Signature not valid in the specified time frame: Start [${query.get('st') ?? ''}] - Expiry [${query.get('se') ?? ''}] - Current [${now.toUTCString()}]`,
      );
}

/** @param days for how many more the stored access policy holds */
function isInTime(query: URLSearchParams, now: Date, days = 1): boolean {
  const timesOf = (name: string) => [query.get(name)].flatMap((at) => (at === null ? [] : [Date.parse(at)]));
  const isOver = [...timesOf('se'), ...timesOf('ske')].some((at) => at <= now.getTime());
  const isToCome = timesOf('st').some((at) => at > now.getTime());
  return !isOver && !isToCome && days > 0;
}

function findDenied(query: URLSearchParams, account: Account): Refusal | undefined {
  const denied = (code: string, by: string): Refusal => ({ code, message: `${DENIED} using this ${by}.` });
  const lacks = (field: string, letter: string) => query.has(field) && !query.get(field)?.includes(letter);
  if (query.has('sip')) return denied('AuthorizationSourceIPMismatch', 'source IP 198.51.100.7');
  if (lacks('ss', 'b')) return denied('AuthorizationServiceMismatch', 'service');
  if (lacks('srt', 'c')) return denied('AuthorizationResourceTypeMismatch', 'resource type');
  const sp = account.policies[query.get('si') ?? '']?.sp ?? query.get('sp') ?? '';
  return sp.includes('l') ? undefined : denied('AuthorizationPermissionMismatch', 'permission');
}
