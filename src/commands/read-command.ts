import type { Facts } from '../parse/facts';
import { parse } from '../parse/parse';
import { editDistance } from '../match/spelling';
import type { ParamName } from '../checks/check';
import { factsFrom, imageFacts, PARAM_OPTIONS, registryFacts } from '../parameters';
import { COMMANDS, usageOf, type Command } from './commands';

/** A command that somebody typed; `lacks` names what it needs and was not given. Or what is wrong with it. */
export type Typed =
  | { command: Command; facts: Facts; words: string; lacks: readonly ParamName[] }
  | { wrong: string; usage?: string; example?: string };

/**
 * The command in a message; undefined when it is none. With a slash every word is meant as a command, so a misspelt one
 * gets a suggestion; without, only what fits a command as a whole is one, and all else is read as an error or a question.
 */
export function readCommand(text: string): Typed | undefined {
  const hasSlash = text.startsWith('/');
  const line = text.slice(hasSlash ? 1 : 0).trim();
  if (!hasSlash && (line.includes('\n') || line.length > MAX_BARE)) return undefined;
  const command = findCommand(line);
  if (!command) return hasSlash ? unknownCommand(line) : undefined;
  const typed = readArguments(command, line.slice(command.name.length).trim());
  const isUnsure = 'wrong' in typed || typed.lacks.length > 0;
  return isUnsure && !hasSlash && !looksMeant(command, line) ? undefined : typed;
}

/** Longer texts without a slash are pastes. */
const MAX_BARE = 300;

function findCommand(line: string): Command | undefined {
  const lower = line.toLowerCase().replace(/\s+/g, ' ');
  const fitting = COMMANDS.filter(({ name }) => lower === name || lower.startsWith(`${name} `));
  return fitting.sort((a, b) => b.name.length - a.name.length)[0];
}

/** Without a slash, `keys --app` is a command that lacks something; "keys were rotated" is a sentence. */
function looksMeant({ takes, name }: Command, line: string): boolean {
  const rest = line.slice(name.length).trim();
  return takes === 'image' || takes === 'registry' ? rest.startsWith('--') || rest === '' : rest === '';
}

function unknownCommand(line: string): Typed {
  const typed = line.toLowerCase().split(/\s+/).slice(0, 2).join(' ');
  const near = COMMANDS.map(({ name }) => ({
    name,
    distance: Math.min(editDistance(name, typed), editDistance(name, typed.split(' ')[0] ?? '')),
  }))
    .filter(({ distance, name }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  const hint = near ? `Did you mean /${near.name}?` : 'help lists the commands.';
  return { wrong: `'/${typed.slice(0, 40)}' is no command. ${hint}` };
}

function readArguments(command: Command, rest: string): Typed {
  const { takes, options } = command;
  const help = { usage: usageOf(command), example: command.example };
  const asWords = { command, facts: {}, words: rest, lacks: [] };
  if (takes === 'nothing')
    return rest === '' ? asWords : { wrong: `${command.name} takes nothing more.`, ...help };
  if (takes === 'words' && options.length === 0)
    return rest === '' && command.asks.does !== 'diagnose'
      ? { wrong: `${command.name} needs words.`, ...help }
      : asWords;
  const typed = readOptions(command, rest);
  return typeof typed === 'string' ? { wrong: typed, ...help } : typed;
}

/** Options and what stands before them; a sentence on what is wrong otherwise. */
function readOptions(command: Command, rest: string): Extract<Typed, { command: Command }> | string {
  const { takes, options } = command;
  const parts = rest.split(/\s+/).filter((part) => part !== '');
  const split = splitOptions(parts, options);
  if (typeof split === 'string') return split;
  try {
    const given = factsFrom(split.values);
    const named = namedFacts(command, split.words, given);
    if (typeof named === 'string') return named;
    const facts = { ...named, ...given };
    const needed = given.pipelineRun === undefined ? NEEDS[takes] : NEEDS.registry;
    const lacks = split.words.length > 0 ? [] : needed.filter((name) => facts[name] === undefined);
    return { command, facts, words: split.words.join(' '), lacks };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What the first word of a command brings. */
const NEEDS = {
  image: ['registry', 'repository', 'tag'],
  registry: ['registry'],
  words: ['sas'],
  nothing: [],
} as const satisfies Record<Command['takes'], readonly ParamName[]>;

interface Split {
  words: string[];
  values: Partial<Record<keyof typeof PARAM_OPTIONS, string>>;
}

/** Options and the words before them; a sentence on what is wrong otherwise. */
function splitOptions(parts: readonly string[], allowed: readonly string[]): Split | string {
  const split: Split = { words: [], values: {} };
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    if (!/^(?:--|\u2014)[a-z]/.test(part)) {
      split.words.push(part);
      continue;
    }
    // Chat clients turn two hyphens into a dash.
    const [name = '', inline] = part.replace(/^(?:--|\u2014)/, '').split('=', 2);
    if (!allowed.includes(name) || !(name in PARAM_OPTIONS))
      return `--${name.slice(0, 40)} is not known here. Known: ${allowed.map((one) => `--${one}`).join(', ')}.`;
    const value = inline ?? parts[++at];
    if (value === undefined || value.startsWith('--')) return `--${name} needs a value.`;
    split.values[name as keyof typeof PARAM_OPTIONS] = value;
  }
  return split;
}

/** What the words before the options name, if there are any; a sentence when they name nothing. */
function namedFacts(
  { takes, name }: Command,
  words: readonly string[],
  { pipelineRun }: Facts,
): Facts | string {
  const [first, ...more] = words;
  if (first === undefined) return {};
  if (takes === 'words') {
    const { sas } = parse(words.join(' ')).facts;
    return sas ? { sas } : `${name} needs a SAS token, with its fields like sp= and se=.`;
  }
  if (more.length > 0) return `'${(more[0] ?? '').slice(0, 40)}' is one word too many.`;
  return takes === 'image' && pipelineRun === undefined ? imageFacts(first) : registryFacts(first);
}
