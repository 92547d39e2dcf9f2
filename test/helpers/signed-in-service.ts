import type { AuditRecord } from '../../src/audit';
import { createAudit } from '../../src/audit';
import { askerOf } from '../../src/bot-identity';
import type { ServiceConfig } from '../../src/config';
import { startTenant, type RunningTenant } from '../../src/practice/tenant/server';
import type { Scenario } from '../../src/practice/tenant/scenario';
import { openLiveChecks } from '../../src/service/live-checks';
import type { ServiceParts } from '../../src/service/service';
import { openUserRights } from '../../src/service/user-rights';
import { openAuditFolder } from '../../src/store/audit-folder';
import { APP_ID, issuerSettings, LocalCredentialsFactory, message, type Sent } from './bot-framework';
import { folderWith } from './folder';
import { people } from './people';
import { startTeamsService, TEAMS_CONFIG, type TeamsService } from './teams-service';
import { startTokenService, type TokenServiceStand } from './token-service';

export const CONNECTION = 'sso';
/** The token that Teams has of a person for the bot, before any exchange. */
export const teamsToken = (name: string) => `teams-token-of-29:${name}`;

export interface SignedInService extends TeamsService {
  tenant: RunningTenant;
  tokens: TokenServiceStand;
  clock: { ms: number };
  config: ServiceConfig;
  /** An activity of a person of the scenario, in their own chat unless `parts` say otherwise. */
  of: (name: string, text: string, parts?: Record<string, unknown>) => Record<string, unknown>;
  /** Posts what a person says, and waits until all is said. */
  say: (name: string, text: string, parts?: Record<string, unknown>) => Promise<Response>;
  /** Posts an invoke of a person, and waits until all is said. */
  invoke: (
    name: string,
    what: string,
    value: unknown,
    parts?: Record<string, unknown>,
  ) => Promise<{ status: number; body: Record<string, unknown> }>;
  /** Teams exchanges its token of a person without a click, for the newest sign-in card or another exchange. */
  exchange: (
    name: string,
    id?: string,
    parts?: Record<string, unknown>,
  ) => ReturnType<SignedInService['invoke']>;
  /** Sign-in cards that were sent so far. */
  signInCards: () => { content: OAuthCard; sent: Sent }[];
  /** Names of the scenario's identities whose tokens Azure was asked with since the last `forgetCalls`. */
  askers: () => string[];
  forgetCalls: () => void;
  audited: (name: string) => Promise<AuditRecord[]>;
}

export interface OAuthCard {
  text: string;
  connectionName: string;
  buttons: { type: string; value: string }[];
  tokenExchangeResource?: { id: string; uri: string };
}

export interface SignedInOptions {
  scenario?: Scenario;
  policyFile?: string;
  /** Shared with an earlier service of the same test, which ended or runs beside. */
  beside?: Pick<SignedInService, 'tenant' | 'tokens'>;
  parts?: Partial<ServiceParts>;
  oauthConnection?: string | undefined;
}

const OAUTH = 'application/vnd.microsoft.card.oauth';

/** The whole service with an OAuth connection: between own issuer, connector, token service and simulated tenant. */
export async function startSignedInService(options: SignedInOptions = {}): Promise<SignedInService> {
  const scenario = options.beside?.tenant.scenario ?? options.scenario ?? people();
  const { identities, tenantId } = scenario.tenant;
  Object.assign(identities.bot!, { clientId: APP_ID, secret: 'unused' });
  const tenant = options.beside?.tenant ?? (await startTenant(scenario));
  const nameOf = (account: string) => account.slice('29:'.length);
  const signIn = (account: string) =>
    identities[nameOf(account)]?.kind === 'user'
      ? tenant.signIn(nameOf(account), `api://botid-${APP_ID}`)
      : undefined;
  const tokens = options.beside?.tokens ?? (await startTokenService(signIn));
  const clock = { ms: Date.now() };
  const config: ServiceConfig = {
    ...TEAMS_CONFIG,
    registration: { ...TEAMS_CONFIG.registration!, tenantId },
    ...('oauthConnection' in options ? {} : { oauthConnection: CONNECTION }),
    ...(options.policyFile === undefined ? {} : { policyFile: options.policyFile }),
  };
  const place = { simulator: tenant.address, lookups: tenant.lookups };
  const userRights = openUserRights(config, {
    ...place,
    adapter: {
      settings: { ...issuerSettings('http://127.0.0.1:9'), OAuthUrl: tokens.url },
      credentials: new LocalCredentialsFactory(),
    },
    now: () => clock.ms,
  });
  const audit = createAudit({
    book: openAuditFolder(folderWith({})),
    now: Date.now,
    onFault(error) {
      throw error;
    },
  });
  const live = await openLiveChecks(config, askerOf(config.registration), audit, { ...place, userRights });
  const teams = await startTeamsService({
    config,
    audit,
    now: () => clock.ms,
    userRights,
    openLive: live.openLive,
    openEyes: live.openEyes,
    mayWatch: live.mayWatch,
    permits: live.permits,
    ...options.parts,
  });

  const personal = (name: string) => ({ id: `chat-of-${name}`, conversationType: 'personal', tenantId });
  const of: SignedInService['of'] = (name, text, parts = {}) =>
    message(teams.connector.url, text, {
      from: { id: `29:${name}`, name, aadObjectId: identities[name]!.objectId },
      conversation: personal(name),
      channelData: { tenant: { id: tenantId } },
      ...parts,
    });
  const signInCards = () =>
    teams.connector.sent.flatMap((sent) =>
      ((sent.body.attachments ?? []) as { contentType: string; content: OAuthCard }[])
        .filter(({ contentType }) => contentType === OAUTH)
        .map(({ content }) => ({ content, sent })),
    );
  const said = async (activity: Record<string, unknown>) => {
    const response = await teams.post(activity);
    await teams.service.bot.settled();
    return response;
  };
  const invoke: SignedInService['invoke'] = async (name, what, value, parts = {}) => {
    const response = await said({ ...of(name, '', parts), type: 'invoke', name: what, value });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : {}) as Record<string, unknown> };
  };
  return {
    ...teams,
    tenant,
    tokens,
    clock,
    config,
    of,
    say: (name, text, parts) => said(of(name, text, parts)),
    invoke,
    exchange: (name, id = signInCards().at(-1)?.content.tokenExchangeResource?.id ?? '', parts = {}) =>
      invoke(
        name,
        'signin/tokenExchange',
        { id, connectionName: CONNECTION, token: teamsToken(name) },
        parts,
      ),
    signInCards,
    askers: () => [...new Set(tenant.calls.flatMap(({ who }) => who ?? []))],
    forgetCalls: () => void tenant.calls.splice(0),
    async audited(name) {
      await audit.settled();
      return audit.recordsOf({ id: identities[name]!.objectId, tenant: tenantId }, 1);
    },
    cards: () =>
      teams.connector.sent.flatMap(({ body }) =>
        ((body.attachments ?? []) as { contentType: string; content: { fallbackText: string } }[])
          .filter(({ contentType }) => contentType !== OAUTH)
          .map(({ content }) => content.fallbackText),
      ),
    async stop() {
      await teams.stop();
      if (options.beside) return;
      tokens.stop();
      await tenant.close();
    },
  };
}
