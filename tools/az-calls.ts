import type { Catalogue } from '../src/knowledge/schema';

/** One call of `az` in the knowledge base: `az acr show --name x` is path `acr show` with options `--name`. */
export interface AzCall {
  /** Where it stands: the entry's id. */
  entry: string;
  path: string;
  options: string[];
  line: string;
}

/** Every `az` call in commands and snippets, those inside pipes, `$( )` and prose in back-ticks included. */
export function findAzCalls({ symptoms }: Catalogue): AzCall[] {
  return symptoms.flatMap((symptom) =>
    [...commandTexts(symptom)].flatMap((text) =>
      readCalls(text).map((call) => ({ entry: symptom.id, ...call })),
    ),
  );
}

function* commandTexts(value: unknown): Generator<string> {
  if (value === null || typeof value !== 'object') return;
  for (const [key, held] of Object.entries(value)) {
    if (key === 'examples' || key === 'questions' || key === 'anchors') continue;
    if (typeof held === 'string') {
      if (key === 'command' || key === 'powershell') yield held;
      else if (key === 'text')
        yield held
          .split('\n')
          .filter((line) => !line.trim().startsWith('#'))
          .join('\n');
      else yield* quotedCommands(held);
    } else yield* commandTexts(held);
  }
}

function quotedCommands(prose: string): string[] {
  return [...prose.matchAll(/`(az [^`]+)`/g)].flatMap(([, command]) => (command ? [command] : []));
}

function readCalls(text: string): Omit<AzCall, 'entry'>[] {
  const joined = text.replace(/[\\`]\n\s*/g, ' ');
  return [...joined.matchAll(/(?<![\w./-])az (?=[a-z])/g)].map(({ index }) => {
    const [line = ''] = joined.slice(index).split('\n');
    const words = splitWords(line.slice('az '.length));
    const firstOption = words.findIndex((word) => !/^[a-z][a-z0-9-]*$/.test(word));
    const path = (firstOption < 0 ? words : words.slice(0, firstOption)).join(' ');
    const options = words.filter((word) => /^--?[a-z]/i.test(word)).map((word) => word.split('=')[0] ?? word);
    return { path, options, line };
  });
}

/** Shell words up to the end of this call: a pipe, `;`, `&&`, a redirection or the `)` of a substitution. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(
    /(?:"[^"]*"|'[^']*'|<[a-z0-9-]+>|\$\([^)]*\)|[^\s"'|;&)<>])+|[|;&)<>]/g,
  )) {
    if (/^[|;&)<>]$/.test(word)) break;
    words.push(word);
  }
  return words;
}
