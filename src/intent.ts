import { z } from 'zod';
import { readCommand, type Typed } from './commands/read-command';

/** What a message wants, told from its words alone. */
export type Intent =
  | { kind: 'diagnose'; text: string }
  /** `isGlance`: the card is shown again, and nothing was chosen by it. No click can say so. */
  | { kind: 'explain'; symptom: string; caseId?: string; isGlance?: true }
  /** `name` is to name what the checks of the case lack. */
  | { kind: 'check' | 'hand-off' | 'name'; caseId: string }
  /** A button under one of our questions. */
  | { kind: 'reply'; question: string; value: string }
  | { kind: 'feedback'; liked: boolean; caseId: string; comment?: string }
  | { kind: 'command'; typed: Typed; text: string }
  /** To be led to the symptom by questions. */
  | { kind: 'guide' }
  | { kind: 'help' | 'greeting' | 'thanks' | 'empty' | 'picture' | 'file' | 'bye' | 'back' | 'skip' };

/** The parts of a message an intent is told from. */
export interface Said {
  text: string;
  pictures: number;
  files: string[];
  value?: unknown;
}

const GREETING =
  /^(?:hi|hello|hey|hallo|hola|good (?:morning|afternoon|evening|day)|greetings|yo|howdy|moin|salut)\b[\s\w]{0,30}[!.,?\s]{0,20}$/i;
const THANKS =
  /^(?:thanks?|thank you|thx|ty|cheers|great|perfect|awesome|nice|cool|ok(?:ay)?|danke|merci)\b(?:(?![:=/"]).){0,60}$/i;
const HELP =
  /^\/?(?:help|\?|what can you do|who are you|how do(?:es)? (?:you|this|it) work|usage|commands|start|get started)\s*[?!.]*$/i;
const BYE = /^(?:bye|goodbye|see you|cu|stop|cancel|quit|exit|never ?mind)\b[\s\w]{0,20}[!.]*$/i;
/** Said of the case that was spoken of last. */
const HAND_OFF = /^\/?(?:hand[- ]?off|hand[- ]?over)(?: note)?\s*[.!]*$/i;
const AGAIN = /^\/?(?:run (?:it )?again|check (?:it )?(?:live|again)|run (?:the )?checks|check)\s*[.!]*$/i;
/** A command of its own, though it begins like a farewell. */
const STOP_WATCHING = /^stop watching\b/i;
const BACK = /^\/?(?:(?:go |step |one step )?back|previous|undo)\s*[.!]*$/i;
const SKIP =
  /^\/?(?:skip|next|without (?:the )?(?:live )?checks|don'?t know|no idea|none|unknown)\s*[.!?]*$/i;
/** Words of a person's courtesy end here; a longer text is about something. */
const MAX_COURTESY = 80;

export function readIntent(said: Said): Intent {
  const clicked = readClick(said.value);
  if (clicked) return clicked;
  const text = said.text.trim();
  if (text === '') return { kind: said.files.length > 0 ? 'file' : said.pictures > 0 ? 'picture' : 'empty' };
  const worded = WORDED.find(
    ({ form, isLong }) => form.test(text) && (isLong || text.length <= MAX_COURTESY),
  );
  if (worded && !STOP_WATCHING.test(text)) return worded.intent;
  const typed = readCommand(text);
  if (typed) return commandIntent(typed, text);
  return { kind: 'diagnose', text };
}

/** Intents that words alone tell, the surest first. */
const WORDED: readonly { form: RegExp; intent: Intent; isLong?: boolean }[] = [
  { form: HELP, intent: { kind: 'help' }, isLong: true },
  { form: GREETING, intent: { kind: 'greeting' } },
  { form: THANKS, intent: { kind: 'thanks' } },
  { form: BYE, intent: { kind: 'bye' } },
  { form: BACK, intent: { kind: 'back' } },
  { form: SKIP, intent: { kind: 'skip' } },
  { form: HAND_OFF, intent: { kind: 'hand-off', caseId: '' } },
  { form: AGAIN, intent: { kind: 'check', caseId: '' } },
];

/** Commands that ask for what words alone ask for too are that. */
function commandIntent(typed: Typed, text: string): Intent {
  if ('wrong' in typed) return { kind: 'command', typed, text };
  const { does } = typed.command.asks;
  if (does === 'diagnose')
    return typed.words === '' ? { kind: 'guide' } : { kind: 'diagnose', text: typed.words };
  return does === 'help' ? { kind: 'help' } : { kind: 'command', typed, text };
}

/** A click may say anything; an id becomes a key of the store. */
const CASE_ID = /^[\w-]{1,100}$/;

/** What one of our own buttons carried; anything else is not ours. */
function readClick(value: unknown): Intent | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { verb, ...data } = value as Record<string, unknown>;
  return typeof verb === 'string' && Object.hasOwn(CLICKS, verb) ? CLICKS[verb]?.(data) : undefined;
}

const CaseId = z.string().regex(CASE_ID);
const OfCase = z.object({ caseId: CaseId });
const ofCase = (kind: 'check' | 'hand-off' | 'name') => (data: unknown) => {
  const found = OfCase.safeParse(data);
  return found.success ? { kind, caseId: found.data.caseId } : undefined;
};
const Explain = z.object({ symptom: z.string(), caseId: CaseId.optional().catch(undefined) });
const Reply = z.object({ question: z.string(), value: z.string() });
const Feedback = z.object({ liked: z.boolean(), caseId: CaseId, comment: z.string().optional() });

/** Each verb of our buttons, and how what it carries is read: clicks outlive deployments. */
const CLICKS: Partial<Record<string, (data: unknown) => Intent | undefined>> = {
  check: ofCase('check'),
  'hand-off': ofCase('hand-off'),
  name: ofCase('name'),
  guide: () => ({ kind: 'guide' }),
  sample(data) {
    const { text } = data as { text?: unknown };
    return typeof text === 'string' ? readIntent({ text, pictures: 0, files: [] }) : undefined;
  },
  explain(data) {
    const { success, data: found } = Explain.safeParse(data);
    return success ? { kind: 'explain', ...(found as { symptom: string }) } : undefined;
  },
  reply(data) {
    const { success, data: found } = Reply.safeParse(data);
    return success ? { kind: 'reply', ...found } : undefined;
  },
  feedback(data) {
    const { success, data: found } = Feedback.safeParse(data);
    return success ? { kind: 'feedback', ...(found as Pick<typeof found, 'liked' | 'caseId'>) } : undefined;
  },
};
