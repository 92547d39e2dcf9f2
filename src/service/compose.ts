import { randomUUID } from 'node:crypto';
import type { CloudAdapter, ConversationReference } from 'botbuilder';
import type { BotDeps } from '../bot';
import { renderNoteCard } from '../cards/note';
import type { ServiceConfig } from '../config';
import type { Mind } from '../conversation';
import { createDiagnose } from '../diagnose';
import { createGaps } from '../gaps';
import type { Catalogue } from '../knowledge/schema';
import { createMind } from '../mind/mind';
import { keepEntityProperties } from '../teams/entities';
import { createReplies, type Replies } from '../teams/reply';
import { createExplain, createLook } from '../watch/look';
import { createWatches, type Watches } from '../watch/watches';
import { createAnswers } from './answers';
import { createDoor, isTeamsServiceUrl, type Door } from './door';
import { createJobs, type Jobs } from './jobs';
import type { Log } from './log';
import { createMembership } from './membership';
import { openMouth } from './mouth';
import { createRateLimiter } from './rates';
import type { ServiceParts } from './service';
import { SILENT, told } from './telemetry';

/** Whatever is said, by a dialog, a prompt or a fault card, is private when the question was, and keeps its citations. */
export function speakThroughReplies(
  adapter: CloudAdapter,
  { registration }: ServiceConfig,
  log: Log,
): Replies {
  keepEntityProperties();
  const replies = createReplies({ adapter, appId: registration?.appId ?? '', log });
  adapter.use(replies.guard);
  return replies;
}

/** Outside local mode only Teams' own hosts are answered, and only the tenants of the settings. */
export function openDoor({ config, isAllowedServiceUrl }: ServiceParts, now: () => number): Door {
  const { mode, registration, serviceHosts, rates } = config;
  const tenants = config.tenants ?? (registration ? [registration.tenantId.toLowerCase()] : []);
  return createDoor({
    ...(mode === 'teams' ? { tenants } : {}),
    isAllowedServiceUrl: isAllowedServiceUrl ?? ((url) => isTeamsServiceUrl(url, serviceHosts)),
    ...(rates ? { rates: createRateLimiter(rates, now) } : {}),
  });
}

export function openJobs({ store, heldMs }: ServiceParts, log: Log, now: () => number): Jobs {
  const onGivenUp = (key: string) => log.error({ key }, 'message given up after three starts');
  return createJobs(store, { now, onGivenUp, ...(heldMs === undefined ? {} : { heldMs }) });
}

/** What the bot keeps beside its conversations: where its answers stand, and where it is welcome. */
export function openBeside(
  { store, network, telemetry = SILENT }: ServiceParts,
  watches: Watches | undefined,
  log: Log,
  now: () => number,
): Pick<BotDeps, 'answers' | 'membership' | 'network' | 'telemetry'> {
  const endWatches = (conversation: string) => watches?.leave(conversation) ?? Promise.resolve(0);
  return {
    telemetry,
    answers: createAnswers(store, now),
    membership: createMembership({ store, endWatches, log }),
    ...(network ? { network } : {}),
  };
}

/** Watches tell their end in the conversation they were asked in. */
export function openWatches(
  { store, openEyes, diagnose }: ServiceParts,
  catalogue: () => Catalogue,
  replies: Replies,
  log: Log,
  now: () => number,
): Watches | undefined {
  if (!openEyes) return undefined;
  const explain = createExplain((...asked) => (diagnose ?? createDiagnose(catalogue()))(...asked), now);
  return createWatches({
    store,
    now,
    look: createLook({ openEyes, explain }),
    async post({ reference }, { title, lines, symptom }) {
      const samples = symptom ? [{ title: 'What it means', text: `/explain ${symptom}` }] : [];
      const where = reference as Partial<ConversationReference>;
      await openMouth(replies, where, where).send(renderNoteCard({ title, lines, samples }));
    },
    onFault: (where, error) => log.error({ where, message: String(error) }, 'watch'),
  });
}

export function openMind(
  parts: ServiceParts,
  catalogue: Catalogue,
  watches: Watches | undefined,
  now: () => number,
): Mind {
  const { diagnose, store, openLive, audit, config, telemetry = SILENT } = parts;
  const { maintainers = [], mode } = config;
  return createMind({
    diagnose: told(diagnose ?? createDiagnose(catalogue), telemetry),
    catalogue,
    store,
    gaps: createGaps({ store, now, catalogue }),
    isMaintainer: ({ id }) => mode === 'local' || maintainers.includes(id.toLowerCase()),
    ...(watches ? { watches } : {}),
    ...(audit ? { audit } : {}),
    ...(openLive ? { openLive } : {}),
    now,
    newId: randomUUID,
  });
}
