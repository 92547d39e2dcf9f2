import type { Asker as AzureAsker } from '../azure/credential';
import { CLOUDS } from '../azure/clouds';
import { createTransport } from '../azure/transport';
import {
  createUserTokens,
  findSignInFault,
  namesIn,
  type ResourceLeave,
  type SignInFault,
  type User,
} from '../azure/user-tokens';
import type { Asker } from '../case';
import type { ServiceConfig } from '../config';
import type { LiveOptions } from '../live';
import { createAuthentication, type AdapterOptions } from './adapter';
import { createTokenService, type TokenService } from './token-service';

/** Whether somebody is signed in. `unknown`: the token service could not be asked. */
export type Standing =
  | { is: 'signed-in'; name?: string; account?: string }
  | { is: 'signed-out' | 'unknown' }
  | { is: 'faulty'; fault: Exclude<SignInFault, 'over'> };

/** Live checks with the rights of whoever asks: their sign-in, and tokens on their behalf. */
export interface UserRights {
  connection: string;
  tokenService: TokenService;
  /** With whose rights one round of checks looks. The sign-in is asked for once in it. */
  azureAskerOf: (asker: Asker) => AzureAsker;
  standingOf: (asker: Asker) => Promise<Standing>;
  /** What a sign-in is to the bot that came for this person. */
  judge: (token: string | undefined, asker: Asker) => Standing;
  /** Drops what is kept in this process. */
  forget: (asker: Asker) => void;
  /** Resources that were asked for as them, in this process. */
  leavesOf: (asker: Asker) => Promise<ResourceLeave[]>;
}

/** What tests put in the place of Azure and of the Bot Framework. */
export interface UserRightsOptions extends Pick<LiveOptions, 'simulator' | 'lookups'> {
  adapter?: AdapterOptions;
  now?: () => number;
}

/** Undefined where no OAuth connection is configured. */
export function openUserRights(
  config: ServiceConfig,
  { simulator, lookups, adapter, now = Date.now }: UserRightsOptions = {},
): UserRights | undefined {
  const { oauthConnection: connection, registration } = config;
  if (connection === undefined || !registration) return undefined;
  const { appId: clientId, tenantId, password: clientSecret = '' } = registration;
  const cloud = CLOUDS[0];
  const transport = createTransport(simulator, { cloud, ...(lookups ? { lookups } : {}) });
  const tokens = createUserTokens({ tenantId, clientId, proof: { clientSecret }, transport, cloud, now });
  const authentication = createAuthentication(config, adapter);
  const tokenService = createTokenService({ authentication, appId: clientId, connection });
  const judge: UserRights['judge'] = (token, asker) => {
    if (token === undefined) return { is: 'signed-out' };
    const fault = findSignInFault(token, { user: userOf(asker), clientId, now: now() });
    // One that is over is mended by signing in, like none.
    if (fault === 'over') return { is: 'signed-out' };
    return fault === undefined ? { is: 'signed-in', ...namesIn(token) } : { is: 'faulty', fault };
  };
  return {
    connection,
    tokenService,
    azureAskerOf(asker) {
      let asked: Promise<string | undefined> | undefined;
      const assertion = () => (asked ??= tokenService.tokenOf(asker.account ?? ''));
      return { as: 'user', credential: tokens.createUserCredential(userOf(asker), assertion) };
    },
    async standingOf(asker) {
      try {
        return judge(await tokenService.tokenOf(asker.account ?? ''), asker);
      } catch {
        return { is: 'unknown' };
      }
    },
    judge,
    forget: (asker) => tokens.forget(userOf(asker)),
    leavesOf: (asker) => tokens.leavesOf(userOf(asker)),
  };
}

function userOf({ id, tenant }: Asker): User {
  return { id, tenant };
}
