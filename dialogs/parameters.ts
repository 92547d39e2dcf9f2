import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import type { ParamName } from '../src/checks/check';
import type { Facts } from '../src/parse/facts';
import { exampleOf, readParameter } from '../src/parameters';
import { rankNearNames as nearNames } from '../src/azure/near-names';
import { PARAM_NOUNS } from '../src/cards/words';
import { AskingDialog, chosen, type Open, type Reply } from './question';
import { turnOf, type Turn } from './turn';

export const PARAMETERS = 'parameters';

export interface Wanted {
  /** Asked for one after the other. */
  names: readonly ParamName[];
  /** What is known already: choices hang on it, and a value in it is offered first. */
  facts: Facts;
  /** A known value of these is offered first: what the last case named, what was given before. */
  offered: Facts;
  canSkip: boolean;
}

interface Asking extends Wanted {
  at: number;
  given: Facts;
  /** What is really there, where it could be listed. */
  choices: string[];
  /** A value that was refused because it is not there, until it is given once more. */
  doubted?: string;
}

/** Asks for names, one at a time. Ends with those that were given, or with nothing when it was cancelled. */
export class ParametersDialog extends AskingDialog<Asking> {
  constructor() {
    super(PARAMETERS);
  }

  protected start(dc: DialogContext, options: unknown): Promise<DialogTurnResult> {
    return this.askNext(dc, { ...(options as Wanted), at: 0, given: {}, choices: [] });
  }

  protected async hear(dc: DialogContext, state: Asking & Open, reply: Reply): Promise<DialogTurnResult> {
    if (reply === 'cancel') return this.setAside(dc);
    if (reply === 'back') return this.goBack(dc, state);
    if (reply === 'skip')
      return state.canSkip
        ? this.askNext(dc, { ...state, at: state.at + 1 })
        : this.askNext(dc, state, ['This one cannot be skipped: nothing works without it.']);
    const name = nameAt(state);
    const value = chosen(state.question.options, reply.value) ?? reply.value;
    const read = readParameter(name, value);
    if (typeof read === 'string') return this.askNext(dc, state, [read]);
    const doubt = doubtOf(name, read, state);
    if (doubt) return this.askNext(dc, { ...state, doubted: asText(read[name], value) }, doubt);
    const sure = { ...state };
    delete sure.doubted;
    return this.askNext(dc, { ...sure, at: state.at + 1, given: { ...state.given, ...read } });
  }

  private goBack(dc: DialogContext, state: Asking): Promise<DialogTurnResult> {
    if (state.at === 0) return this.askNext(dc, state, ['This is the first question; cancel ends it.']);
    const name = nameAt({ ...state, at: state.at - 1 });
    return this.askNext(dc, { ...state, at: state.at - 1, given: { ...state.given, [name]: undefined } });
  }

  private async askNext(dc: DialogContext, state: Asking, faults: string[] = []): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context);
    const name = state.names[state.at];
    // A whole reference may have answered more than it was asked for.
    if (name !== undefined && isGiven(name, state.given))
      return this.askNext(dc, { ...state, at: state.at + 1 });
    if (name === undefined) {
      await turn.mind.remember(withoutSecrets(state.given), turn.asker);
      return dc.endDialog(state.given);
    }
    const isNew = faults.length === 0;
    const choices = isNew ? await choicesOf(name, state, turn) : state.choices;
    const near = state.doubted === undefined ? [] : nearNames(state.doubted, choices);
    const options = near.length > 0 ? near : choices;
    const of = state.names.length > 1 ? ` (${state.at + 1} of ${state.names.length})` : '';
    const ask = `Which ${PARAM_NOUNS[name] ?? name}?${of}`;
    const asked = {
      ask,
      hints: [...faults, ...(isNew ? [exampleOf(name)] : [])],
      options: options.map(asOption),
    };
    return this.ask(dc, { ...state, choices }, { ...asked, canSkip: state.canSkip, canGoBack: state.at > 0 });
  }
}

/** A digest names the image as well as a tag does. */
function isGiven(name: ParamName, given: Facts): boolean {
  return given[name] !== undefined || (name === 'tag' && given.digest !== undefined);
}

const asOption = (value: string) => ({ label: value, value });

function nameAt({ names, at }: Asking): ParamName {
  const name = names[at];
  if (name === undefined) throw new Error('ParametersDialog: there is no open question');
  return name;
}

/** What the person named before comes first, then what is really there. */
async function choicesOf(name: ParamName, state: Asking, { mind, asker }: Turn): Promise<string[]> {
  const offered = state.offered[name];
  const there = await mind.choices(name, { ...state.facts, ...state.given }, asker);
  const isThere = typeof offered === 'string' && (there.length === 0 || there.includes(offered));
  return [...new Set([...(isThere ? [offered] : []), ...there])];
}

/** A value that is not among what is there, the first time it is given. */
function doubtOf(name: ParamName, read: Facts, { choices, doubted }: Asking): string[] | undefined {
  const value = read[name];
  if (choices.length === 0 || typeof value !== 'string' || choices.includes(value)) return undefined;
  if (value === doubted) return undefined;
  const [near] = nearNames(value, choices);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  return [
    `No ${PARAM_NOUNS[name] ?? name} ${value} can be seen here.${meant} Give it once more to use it all the same.`,
  ];
}

function asText(read: unknown, typed: string): string {
  return typeof read === 'string' ? read : typed;
}

/** A SAS token is used once and not kept, though its signature is dropped at the door. */
function withoutSecrets(given: Facts): Facts {
  const facts = { ...given };
  delete facts.sas;
  return facts;
}
