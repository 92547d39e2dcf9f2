/** Words of a command line, without their quotes. No shell: what `$(...)` or a pipe would do is not known here. */
export function wordsOf(commandLine: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (const char of commandLine) {
    const isBlank = quote === '' && /\s/.test(char);
    if (isBlank && word !== undefined) words.push(word);
    if (isBlank) word = undefined;
    else if (char === quote) quote = '';
    else if (quote === '' && `"'`.includes(char)) [quote, word] = [char, word ?? ''];
    else word = `${word ?? ''}${char}`;
  }
  return word === undefined ? words : [...words, word];
}

/** The value of an option of a command line: `--scope x`, `-o=json`. */
export function optionOf(commandLine: string, ...names: string[]): string | undefined {
  const words = wordsOf(commandLine);
  for (const name of names) {
    const at = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
    const found = at === -1 ? undefined : words[at];
    const value = found === name ? words[at + 1] : found?.slice(name.length + 1);
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** Whether a command line has a flag without a value. */
export function hasFlag(commandLine: string, name: string): boolean {
  return wordsOf(commandLine).includes(name);
}

/** Options of kubectl that take no value, as far as they stand before the name of what is asked for. */
const KUBECTL_FLAGS = ['-A', '--all-namespaces', '-w', '--watch', '--show-labels', '--no-headers'];

/**
 * A command line of kubectl in one order: `kubectl -n shop describe pod/web` is `kubectl describe pod web`. Options are
 * left out; any other command line stays as it is.
 */
export function canonical(commandLine: string): string {
  const [tool = '', ...rest] = wordsOf(commandLine);
  if (tool !== 'kubectl') return commandLine;
  const [verb = '', what = '', ...names] = argumentsOf(rest.join(' '), KUBECTL_FLAGS);
  const [kind = '', name] = what.split('/');
  return [tool, verb, kind, ...(name === undefined ? [] : [name]), ...names]
    .filter((word) => word !== '')
    .join(' ');
}

/** Words that are neither options nor their values: `az acr manifest show-metadata HOST/REPO:TAG -o json`. */
export function argumentsOf(commandLine: string, flags: readonly string[] = []): string[] {
  const words = wordsOf(commandLine);
  return words.filter((word, at) => {
    const before = words[at - 1] ?? '';
    const isValue = before.startsWith('-') && !before.includes('=') && !flags.includes(before);
    return !word.startsWith('-') && !isValue;
  });
}
