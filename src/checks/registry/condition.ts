import { matchesWildcard } from './wildcard';

/** What a condition says of one call: it lets it through, does not, or cannot be told from here. */
export type Met = 'met' | 'not-met' | 'unclear';

/** A call as conditions look at it. */
export interface Asked {
  action: string;
  /** Undefined when nobody named it. */
  repository?: string | undefined;
}

/** Undefined: cannot be told. */
type Truth = boolean | undefined;

/**
 * Weighs the condition of a role assignment. Understood are AND, OR, NOT, brackets, ActionMatches and comparisons of
 * the repository's name; whatever else stands there leaves its part open. Pure.
 * Source: azure-docs role-based-access-control/conditions-format.md; container-registry-rbac-abac-repository-permissions.
 */
export function weighCondition(condition: string, asked: Asked): Met {
  const tokens = tokensOf(condition);
  const reader: Reader = { tokens: tokens ?? [], at: 0, depth: 0, isBroken: tokens === undefined };
  const truth = readExpression(reader, asked);
  if (reader.isBroken || reader.at < reader.tokens.length || truth === undefined) return 'unclear';
  return truth ? 'met' : 'not-met';
}

interface Token {
  kind: 'open' | 'close' | 'and' | 'or' | 'not' | 'matches' | 'attribute' | 'values' | 'word';
  text: string;
}

const TOKEN =
  /\s*(?:(?<open>\()|(?<close>\))|(?<and>AND\b|&&)|(?<or>OR\b|\|\|)|(?<not>NOT\b|!)|(?<matches>(?:Action|SubOperation)Matches\s*\{[^}]*\})|(?<attribute>@\w+\[[^\]]*\])|(?<values>'[^']*'|\{[^}]*\})|(?<word>[\w:.-]+))\s*/iy;

const MAX_LENGTH = 20_000;
const MAX_DEPTH = 50;

/** Undefined when something stands there that is no part of a condition. */
function tokensOf(condition: string): Token[] | undefined {
  if (condition.length > MAX_LENGTH) return undefined;
  const tokens: Token[] = [];
  for (let at = 0; at < condition.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const groups: Partial<Record<string, string>> = TOKEN.exec(condition)?.groups ?? {};
    const found = Object.entries(groups).find(([, text]) => text !== undefined);
    if (!found) return undefined;
    tokens.push({ kind: found[0] as Token['kind'], text: found[1] ?? '' });
  }
  return tokens;
}

interface Reader {
  tokens: readonly Token[];
  at: number;
  depth: number;
  isBroken: boolean;
}

function take(reader: Reader, ...kinds: Token['kind'][]): Token | undefined {
  const token = reader.tokens[reader.at];
  if (!token || !kinds.includes(token.kind)) return undefined;
  reader.at++;
  return token;
}

/** Terms joined by AND or by OR. Which of both binds tighter is not relied on: a mixture must be all of one mind. */
function readExpression(reader: Reader, asked: Asked): Truth {
  const terms = [readTerm(reader, asked)];
  const joints = new Set<Token['kind']>();
  for (let joint = take(reader, 'and', 'or'); joint; joint = take(reader, 'and', 'or')) {
    joints.add(joint.kind);
    terms.push(readTerm(reader, asked));
  }
  if (joints.size > 1) return terms.every((term) => term === terms[0]) ? terms[0] : undefined;
  const decisive = joints.has('or');
  if (terms.includes(decisive)) return decisive;
  return terms.includes(undefined) ? undefined : !decisive;
}

function readTerm(reader: Reader, asked: Asked): Truth {
  if (++reader.depth > MAX_DEPTH) reader.isBroken = true;
  const truth = reader.isBroken ? undefined : readOpenTerm(reader, asked);
  reader.depth--;
  return truth;
}

function readOpenTerm(reader: Reader, asked: Asked): Truth {
  if (take(reader, 'not')) {
    const truth = readTerm(reader, asked);
    return truth === undefined ? undefined : !truth;
  }
  if (take(reader, 'open')) {
    const truth = readExpression(reader, asked);
    if (!take(reader, 'close')) reader.isBroken = true;
    return truth;
  }
  const matches = take(reader, 'matches');
  return matches ? matchAction(matches.text, asked) : readComparison(reader, asked);
}

function matchAction(text: string, { action }: Asked): Truth {
  const [pattern] = valuesIn(text);
  return pattern === undefined || !/^Action/i.test(text) ? undefined : matchesWildcard(pattern, action);
}

/** Where the repository's name stands. Source: container-registry-rbac-abac-repository-permissions. */
const REPOSITORY_NAME = '@request[microsoft.containerregistry/registries/repositories:name]';
const QUANTIFIED = /^(?:For(?:Any|All)Of(?<how>Any|All)Values:)?(?<operator>\w+)$/i;

function readComparison(reader: Reader, { repository }: Asked): Truth {
  const parts: Token[] = [];
  for (let part = takePart(reader); part; part = takePart(reader)) parts.push(part);
  if (parts.length === 0) reader.isBroken = true;
  const [left, operator, right] = parts;
  if (!left || !operator || right?.kind !== 'values' || parts.length > 3) return undefined;
  if (left.text.toLowerCase() !== REPOSITORY_NAME || repository === undefined) return undefined;
  return compareAll(operator.text, repository, valuesIn(right.text));
}

/** One name against one value, or against several of which any or all must fit. */
function compareAll(text: string, name: string, values: readonly string[]): Truth {
  const { how = '', operator = '' } = QUANTIFIED.exec(text)?.groups ?? {};
  if (values.length === 0 || (how === '' && values.length > 1)) return undefined;
  const truths = values.map((value) => compare(operator.toLowerCase(), name, value));
  if (truths.includes(undefined)) return undefined;
  return how.toLowerCase() === 'all' ? truths.every(Boolean) : truths.some(Boolean);
}

function takePart(reader: Reader): Token | undefined {
  return take(reader, 'attribute', 'word', 'values');
}

function valuesIn(text: string): string[] {
  return [...text.matchAll(/'(?<value>[^']*)'/g)].map(({ groups }) => groups?.value ?? '');
}

/** Those that the documentation of repository conditions shows, and their likes. */
const OPERATOR = /^string(?<not>not)?(?<kind>equals|startswith)(?<ignore>ignorecase)?$/;

function compare(operator: string, name: string, value: string): Truth {
  const found = OPERATOR.exec(operator)?.groups;
  if (!found) return undefined;
  const [left, right] = found.ignore ? [name.toLowerCase(), value.toLowerCase()] : [name, value];
  const holds = found.kind === 'equals' ? left === right : left.startsWith(right);
  return holds !== Boolean(found.not);
}
