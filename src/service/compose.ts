import { randomUUID } from 'node:crypto';
import type { CloudAdapter, ConversationReference } from 'botbuilder';
import type { BotDeps } from '../bot';
import { renderNoteCard } from '../cards/note';
import { TOLD } from '../cards/told';
import type { ServiceConfig } from '../config';
import type { Mind } from '../conversation';
import { createDiagnose } from '../diagnose';
import { createGaps } from '../gaps';
import type { Catalogue } from '../knowledge/schema';
import { createMind } from '../mind/mind';
import { privately } from '../teams/audience';
import { keepEntityProperties } from '../teams/entities';
import { createReplies, type Replies } from '../teams/reply';
import { createExplain, createLook } from '../watch/look';
import { createWatches, type Watches } from '../watch/watches';
import { createAnswers } from './answers';
import { createDialogStorage, DialogState } from './dialog-storage';
import { createDoor, isTeamsServiceUrl, type Door } from './door';
import { createJobs, type GivenUp, type JobOptions, type Jobs } from './jobs';
import type { Log } from './log';
import { createMembership } from './membership';
import { openMouth } from './mouth';
import { createRateLimiter } from './rates';
import type { ServiceParts } from './service';
import { createSignIn, type SignIn } from './sign-in';
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

const GIVEN_UP: Record<GivenUp, string> = {
  attempts: 'message given up after three starts',
  undelivered: 'message given up: its answer could not be delivered for a day',
  unreadable: 'message given up: it was stored in a form that cannot be read',
};

/** What is taken on, and what waits until its asker has signed in. */
export function openWork(
  { store, heldMs, userRights: rights }: ServiceParts,
  replies: Replies,
  log: Log,
  now: () => number,
): { jobs: Jobs; signIn?: SignIn } {
  const onGivenUp: JobOptions['onGivenUp'] = (key, why) => log.error({ key }, GIVEN_UP[why]);
  const jobs = createJobs(store, { now, onGivenUp, ...(heldMs === undefined ? {} : { heldMs }) });
  return { jobs, ...(rights ? { signIn: createSignIn({ rights, store, jobs, replies, log, now }) } : {}) };
}

/** What the bot keeps: of its conversations, where its answers stand, and where it is welcome. */
export function openBeside(
  { store, network, telemetry = SILENT }: ServiceParts,
  watches: Watches | undefined,
  log: Log,
  now: () => number,
): Pick<BotDeps, 'state' | 'answers' | 'membership' | 'network' | 'telemetry'> {
  const endWatches = (conversation: string) => watches?.leave(conversation) ?? Promise.resolve(0);
  return {
    telemetry,
    state: new DialogState(createDialogStorage(store, now)),
    answers: createAnswers(store, now),
    membership: createMembership({ store, endWatches, log }),
    ...(network ? { network } : {}),
  };
}

/** Watches tell their end in the conversation they were asked in; among others to the one who asked, and nobody else. */
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
      const where = privately(reference as Partial<ConversationReference>);
      await openMouth(replies, where, where).send(renderNoteCard(TOLD.watchEnded(title, lines, symptom)));
    },
    onFault: (where, error) => log.error({ where, message: String(error) }, 'watch'),
  });
}

export function openMind(
  parts: ServiceParts,
  catalogue: Catalogue,
  { watches, signIn }: { watches: Watches | undefined; signIn?: SignIn },
  now: () => number,
): Mind {
  const { diagnose, store, openLive, mayWatch, permits, audit, config, telemetry = SILENT } = parts;
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
    ...(signIn ? { signIns: signIn } : {}),
    ...(mayWatch ? { mayWatch } : {}),
    ...(permits ? { permits } : {}),
    now,
    newId: randomUUID,
  });
}
