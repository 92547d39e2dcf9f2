import { readCommand, type Typed } from './commands/read-command';

/** What a message wants, told from its words alone. */
export type Intent =
  | { kind: 'diagnose'; text: string }
  | { kind: 'explain'; symptom: string; caseId?: string }
  | { kind: 'check' | 'hand-off'; caseId: string }
  | { kind: 'command'; typed: Typed; text: string }
  | { kind: 'help' | 'greeting' | 'thanks' | 'empty' | 'picture' | 'file' | 'bye' };

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
/** Words of a person's courtesy end here; a longer text is about something. */
const MAX_COURTESY = 80;

export function readIntent(said: Said): Intent {
  const clicked = readClick(said.value);
  if (clicked) return clicked;
  const text = said.text.trim();
  if (text === '') return { kind: said.files.length > 0 ? 'file' : said.pictures > 0 ? 'picture' : 'empty' };
  if (HELP.test(text)) return { kind: 'help' };
  if (text.length <= MAX_COURTESY) {
    if (GREETING.test(text)) return { kind: 'greeting' };
    if (THANKS.test(text)) return { kind: 'thanks' };
    if (BYE.test(text)) return { kind: 'bye' };
  }
  const typed = readCommand(text);
  if (typed) return commandIntent(typed, text);
  return { kind: 'diagnose', text };
}

/** Commands that ask for what words alone ask for too are that. */
function commandIntent(typed: Typed, text: string): Intent {
  if ('wrong' in typed) return { kind: 'command', typed, text };
  const { does } = typed.command.asks;
  if (does === 'diagnose') return { kind: 'diagnose', text: typed.words };
  return does === 'help' ? { kind: 'help' } : { kind: 'command', typed, text };
}

/** A click may say anything; an id becomes a key of the store. */
const CASE_ID = /^[\w-]{1,100}$/;

function readCaseId(id: unknown): string | undefined {
  return typeof id === 'string' && CASE_ID.test(id) ? id : undefined;
}

/** What one of our own buttons carried; anything else is not ours. */
function readClick(value: unknown): Intent | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { verb, symptom, text, caseId: id } = value as Record<string, unknown>;
  const caseId = readCaseId(id);
  if (verb === 'sample' && typeof text === 'string') return readIntent({ text, pictures: 0, files: [] });
  if ((verb === 'check' || verb === 'hand-off') && caseId !== undefined) return { kind: verb, caseId };
  if (verb === 'explain' && typeof symptom === 'string') {
    return { kind: 'explain', symptom, ...(caseId === undefined ? {} : { caseId }) };
  }
  return undefined;
}
