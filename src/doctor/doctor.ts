import type { Azure } from '../azure/azure';
import { readCaller, readConnectorToken } from '../azure/caller';
import type { Asker } from '../azure/credential';
import type { Unreadable } from '../azure/reading';
import type { Lookups, Resolver } from '../azure/resolver';
import { listRegistries } from '../azure/resource-graph';
import type { ServiceConfig } from '../config';
import { openEyes, rightsOf } from '../live';
import type { Policy } from '../policy';
import type { TokenService } from '../service/token-service';
import { openStore } from '../store/open';
import { examineAudit, examineKnowledge, examinePolicy, examineStore } from './keeping';
import { ok, problem, unchecked, type Line } from './line';
import { examineClock, examineConnector, examineNames } from './places';
import { examineRights } from './rights';
import { examineSignIn } from './sign-in';

/** What a deployment is looked at with. */
export interface Patient {
  config: ServiceConfig;
  /** With whose rights: the bot's own, or a simulated tenant's. */
  asker: Asker;
  /** A simulated tenant in place of Azure: `http://127.0.0.1:port`, and how it resolves names. */
  simulator?: string;
  lookups?: Lookups;
  /** Replaced by tests. */
  get?: typeof fetch;
  tokenService?: Pick<TokenService, 'begin'>;
}

/** Registries whose names are looked up. */
const MOST_REGISTRIES = 5;

/** Looks at a deployment from inside, the nearest things first. It writes one key to the store and one file, and deletes both. */
export async function* examineDeployment(patient: Patient): AsyncGenerator<Line> {
  const { config, asker } = patient;
  yield ok('settings', `${config.mode} mode, listening on ${config.host}:${config.port}`);
  yield examineKnowledge(config.knowledgeFolders);
  const { policy, lines } = examinePolicy(config.policyFile);
  yield* lines;
  yield rungOf(config, policy);
  yield* telemetryOf(config);
  yield examineAudit(config.auditFolder);
  yield await examineKeeping(patient);
  const { azure, resolver } = openEyes({ ...patient, asker });
  yield* await examineConnectorOf(patient);
  yield* await examineSignIn(config, tokenServiceOf(patient));
  yield await examineClock(azure);
  yield* await examineAzure(patient, azure, resolver, policy);
}

/** Of a simulated tenant there is none. */
function tokenServiceOf({
  config,
  simulator,
  tokenService,
}: Patient): (() => Pick<TokenService, 'begin'>) | undefined {
  if (tokenService) return () => tokenService;
  if (simulator !== undefined) return undefined;
  return () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the Bot Framework is loaded where people sign in only
    const { openUserRights } = require('../service/user-rights') as typeof import('../service/user-rights');
    const rights = openUserRights(config);
    if (!rights) throw new Error('Nobody signs in: no registration');
    return rights.tokenService;
  };
}

/** The rung on which live checks stand: knowledge only, the bot's own identity, or the rights of who asks. */
export function rungOf(
  { mode, scenario, oauthConnection, policyFile }: ServiceConfig,
  { allow }: Policy,
): Line {
  if (mode === 'local')
    return ok('rung', `Local mode: live checks look at the simulated tenant ${scenario}, for everybody here`);
  const secrets = allow.some(({ revealSecrets }) => revealSecrets === true)
    ? ', those that read secrets too'
    : '';
  if (oauthConnection !== undefined)
    return ok(
      'rung',
      `Live checks with the rights of who asks (OAuth connection ${oauthConnection}), ${policyFile === undefined ? 'whatever reads no secret; without a policy file nothing is watched' : `for whom the policy names${secrets}`}`,
    );
  if (allow.length === 0)
    return ok(
      'rung',
      'Knowledge only: no policy file lets anybody run live checks. ACR_DOCTOR_POLICY names one (docs/policy-example.yaml); ACR_DOCTOR_OAUTH_CONNECTION lets people look with their own rights',
    );
  return ok('rung', `Live checks with the bot's identity, for whom the policy names${secrets}`);
}

/** @yields nothing where no telemetry is wanted */
function* telemetryOf({ telemetry }: ServiceConfig): Generator<Line> {
  if (telemetry?.endpoint !== undefined) yield ok('telemetry', `Sent to ${telemetry.endpoint}`);
}

function examineKeeping({ config, asker, simulator }: Patient): Promise<Line> | Line {
  const place = config.storeContainer ?? config.storeFolder;
  if (config.storeContainer !== undefined && simulator !== undefined)
    return unchecked('store', `${place} is not part of a simulated tenant`);
  return examineStore(() => openStore(config, asker), place);
}

async function examineConnectorOf({ config, simulator, get }: Patient): Promise<Line[]> {
  if (config.mode === 'local') return [ok('connector', 'Local mode answers on this machine only')];
  if (simulator !== undefined && get === undefined)
    return [unchecked('connector', 'A simulated tenant has no connector')];
  return examineConnector(get);
}

async function examineAzure(
  { asker, simulator, config }: Patient,
  azure: Azure,
  resolver: Resolver,
  policy: Policy,
): Promise<Line[]> {
  const hosts = simulator === undefined ? hostsOf(config, azure) : [];
  const names = await examineNames(resolver, hosts);
  const caller = await readCaller(azure);
  if (!caller.ok)
    return [...names, problem('identity', caller.unreadable.saw, signInRemedy(asker, caller.unreadable))];
  const { objectId, tenantId = 'unknown' } = caller.value;
  const who = ok('identity', `Signed in as ${rightsOf(asker)}, object id ${objectId}, tenant ${tenantId}`);
  const token = config.mode === 'teams' ? [await connectorToken(azure, asker)] : [];
  const known = [...names, who, ...token];
  if (config.mode === 'teams' && simulator === undefined && policy.allow.length === 0) return known;
  const withSecrets = policy.allow.some(({ revealSecrets }) => revealSecrets === true);
  const rights = await examineRights(azure, objectId, withSecrets);
  return [...known, ...rights, ...(await examineNames(resolver, await registryHosts(azure)))];
}

async function connectorToken(azure: Azure, asker: Asker): Promise<Line> {
  const token = await readConnectorToken(azure);
  return token.ok
    ? ok('connector/token', 'Entra gives the token that answers to Teams carry')
    : problem('connector/token', token.unreadable.saw, signInRemedy(asker, token.unreadable));
}

function signInRemedy({ as }: Asker, { reason, saw }: Unreadable): string {
  // The identity library calls every lost connection so.
  if (reason !== 'unauthorized' || saw.includes('network_error'))
    return 'Let this place reach where the identity signs in; then run this again.';
  return as === 'managed-identity'
    ? 'Assign the identity of MicrosoftAppId to this machine or container app.'
    : 'Correct MicrosoftAppId, MicrosoftAppTenantId and MicrosoftAppPassword: the secret may have ended.';
}

function hostsOf({ storeContainer, mode }: ServiceConfig, { cloud }: Azure) {
  return [
    { host: cloud.login, why: 'identities sign in there' },
    { host: cloud.arm, why: 'live checks ask there' },
    ...(mode === 'teams'
      ? [{ host: 'login.botframework.com', why: 'tokens of Teams are checked with its keys' }]
      : []),
    ...(storeContainer === undefined
      ? []
      : [{ host: new URL(storeContainer).host, why: 'the store is there' }]),
  ];
}

async function registryHosts(azure: Azure) {
  const seen = await listRegistries(azure);
  const items = seen.ok ? seen.value.items : [];
  return items
    .slice(0, MOST_REGISTRIES)
    .map(({ loginServer }) => ({ host: loginServer, why: 'checks of images ask the registry itself' }));
}
