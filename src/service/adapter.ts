import { randomUUID } from 'node:crypto';
import {
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  MessageFactory,
  type TurnContext,
} from 'botbuilder';
import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import { renderFaultCard } from '../cards/fault';
import type { ServiceConfig } from '../config';
import type { Log } from './log';

/** What tests replace: where tokens are checked, and how our own are got. */
export interface AdapterOptions {
  settings?: Record<string, string>;
  credentials?: ServiceClientCredentialsFactory;
}

/** The Bot Framework adapter. Authentication is on unless the mode is local. */
export function createAdapter(config: ServiceConfig, log: Log, options: AdapterOptions = {}): CloudAdapter {
  const adapter = new CloudAdapter(createAuthentication(config, options));
  adapter.onTurnError = (context, error) => reportFault(context, error, log);
  return adapter;
}

/** How requests of the Bot Framework are checked, and our own are signed. */
export function createAuthentication(
  { mode, registration }: ServiceConfig,
  options: AdapterOptions = {},
): ConfigurationBotFrameworkAuthentication {
  if (mode === 'teams' && !registration)
    throw new Error('Teams mode without a registration: readServiceConfig must refuse it');
  const settings = registration
    ? {
        MicrosoftAppId: registration.appId,
        MicrosoftAppType: registration.appType,
        MicrosoftAppTenantId: registration.tenantId,
        ...(registration.password ? { MicrosoftAppPassword: registration.password } : {}),
        ...options.settings,
      }
    : {};
  return new ConfigurationBotFrameworkAuthentication(settings, options.credentials);
}

/** Our own bug: one calm card with an id, and a full record under the same id. */
export async function reportFault(context: TurnContext, error: unknown, log: Log): Promise<void> {
  const correlationId = randomUUID();
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  log.error({ correlationId, message, stack, activity: context.activity.type }, 'turn failed');
  const card = renderFaultCard(correlationId);
  try {
    await context.sendActivity(
      MessageFactory.attachment(CardFactory.adaptiveCard(card), undefined, card.fallbackText),
    );
  } catch (failure) {
    log.error({ correlationId, message: String(failure) }, 'fault card was not delivered');
  }
}
