import { randomUUID } from 'node:crypto';
import {
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  MessageFactory,
  type TurnContext,
} from 'botbuilder';
import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import type { Card } from '../cards/elements';
import { renderFaultCard } from '../cards/fault';
import { renderNoteCard } from '../cards/note';
import { NOTES } from '../cards/notes';
import type { ServiceConfig } from '../config';
import { StoreError } from '../store/store';
import type { Log, LogValues } from './log';
import { keepSigningKeys } from './signing-keys';

/** What tests replace: where tokens are checked, and how our own are got. */
export interface AdapterOptions {
  settings?: Record<string, string>;
  credentials?: ServiceClientCredentialsFactory;
}

/** The Bot Framework adapter. Authentication is on unless the mode is local. */
export function createAdapter(config: ServiceConfig, log: Log, options: AdapterOptions = {}): CloudAdapter {
  keepSigningKeys(log);
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

/** What is said of a failure, with a full record in the log: of ours under an id that the card names. */
export function troubleCard(error: unknown, log: Log, values: LogValues, message: string): Card {
  const correlationId = randomUUID();
  const { message: words, stack } = error instanceof Error ? error : new Error(String(error));
  log.error({ correlationId, message: words, stack, ...values }, message);
  return error instanceof StoreError ? renderNoteCard(NOTES.store) : renderFaultCard(correlationId);
}

/** A turn that failed: one calm card. */
export async function reportFault(context: TurnContext, error: unknown, log: Log): Promise<void> {
  const card = troubleCard(error, log, { activity: context.activity.type }, 'turn failed');
  try {
    await context.sendActivity(
      MessageFactory.attachment(CardFactory.adaptiveCard(card), undefined, card.fallbackText),
    );
  } catch (failure) {
    log.error({ message: String(failure) }, 'fault card was not delivered');
  }
}
