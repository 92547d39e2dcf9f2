import { vaultIdOf } from './arm-transfer-places';
import type { Answer, Call, World } from './answer';
import { guidOf } from './answer';
import { isoTime, type Tenant } from './model';
import { isAllowed } from './rights';
import { makeToken } from './storage-sas';
import { bearerOf } from './tokens';

type Vault = Tenant['keyVaults'][string];

const GET_SECRET = 'Microsoft.KeyVault/vaults/secrets/getSecret/action';

/** A vault's own address: the value of a secret. Undefined for a vault that the tenant has not. */
export function answerVault(call: Call, world: World): Answer | undefined {
  const name = call.host.split('.')[0] ?? '';
  const vault = world.tenant.keyVaults[name];
  if (!vault) return undefined;
  const [, kind = '', secret = '', version] = call.path.split('/');
  const refusal = findRefusal(call, world, name, vault);
  if (refusal) return refusal;
  const found = kind === 'secrets' ? vault.secrets[secret] : undefined;
  const isVersion = version === undefined || version === versionOf(secret);
  return found && isVersion
    ? secretOf(found, `https://${call.host}/secrets/${secret}/${versionOf(secret)}`, world.now())
    : refused(404, 'SecretNotFound', `A secret with (name/id) ${secret} was not found in this key vault.`);
}

function secretOf(found: Vault['secrets'][string], id: string, now: Date): Answer {
  if (!found.enabled)
    return refused(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', 'SecretDisabled');
  const at = Math.floor(Date.parse(isoTime(found.storedAt, now)) / 1000);
  const token = found.token ? makeToken(found.token, now) : '';
  const body = {
    value: found.value.replace('<token>', token),
    id,
    attributes: { enabled: true, created: at, updated: at, recoveryLevel: 'Recoverable+Purgeable' },
  };
  return { status: 200, body, shape: { fixture: 'keyvault-secret-get' } };
}

function versionOf(secret: string): string {
  return guidOf(secret).replaceAll('-', '');
}

function findRefusal(call: Call, { tenant, tokens }: World, name: string, vault: Vault): Answer | undefined {
  const { who, aud } = tokens.read(bearerOf(call.headers.authorization) ?? '') ?? {};
  return who === undefined || aud !== 'https://vault.azure.net'
    ? refused(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.')
    : findForbidden(tenant, name, vault, who);
}

/** The network first, then roles or policies. */
function findForbidden(tenant: Tenant, name: string, vault: Vault, who: string): Answer | undefined {
  if (vault.publicNetworkAccess === 'Disabled')
    return refused(
      403,
      'Forbidden',
      'Public network access is disabled and request is not from a trusted service nor via an approved private link.',
      'ForbiddenByConnection',
    );
  if (vault.defaultAction === 'Deny')
    return refused(
      403,
      'Forbidden',
      'Client address is not authorized and caller is not a trusted service.',
      'ForbiddenByFirewall',
    );
  const scope = vaultIdOf(name, vault);
  if (vault.rbac)
    return isAllowed(tenant, { who, action: GET_SECRET, scope, isData: true })
      ? undefined
      : refused(
          403,
          'Forbidden',
          'Caller is not authorized to perform action on resource.',
          'ForbiddenByRbac',
        );
  const held = (vault.policies[who] ?? []).map((one) => one.toLowerCase());
  if (held.includes('get') || held.includes('all')) return undefined;
  const oid = tenant.identities[who]?.objectId ?? '';
  const message = `The user, group or application 'oid=${oid}' does not have secrets get permission on key vault '${name}'.`;
  return refused(403, 'Forbidden', message, 'AccessDenied');
}

const SHAPE = { unverified: 'error of a key vault, as its REST error page and issues show it' };

function refused(status: number, code: string, message: string, inner?: string): Answer {
  const error = { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) };
  return { status, body: { error }, shape: SHAPE };
}
