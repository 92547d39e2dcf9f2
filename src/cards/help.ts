import { card, container, submit, text, toggle, type Card } from './elements';
import type { Note } from './note';

/** A command as help shows it. */
export interface CommandHelp {
  usage: string;
  says: string;
}

/** What the bot does, and behind a click every command with what it takes. */
export function renderHelpCard(note: Note, commands: readonly CommandHelp[]): Card {
  const plain = [note.title, ...note.lines, ...commands.map(({ usage, says }) => `${usage}: ${says}`)].join(
    '\n',
  );
  const rows = commands.flatMap(({ usage, says }) => [
    text([{ text: usage, fontType: 'Monospace', size: 'Small' }], { spacing: 'Medium' }),
    text([{ text: says, isSubtle: true }], { spacing: 'None' }),
  ]);
  return card(
    [
      text([{ text: note.title, weight: 'Bolder', size: 'Medium' }]),
      ...note.lines.map((line) => text([line], { spacing: 'Small' })),
      container(rows, { id: 'commands', isVisible: false, separator: true, spacing: 'Medium' }),
    ],
    [
      toggle(['commands'], `Commands (${commands.length})`),
      submit('Lead me by questions', { verb: 'guide' }),
      ...(note.samples ?? []).map((sample) => submit(sample.title, { verb: 'sample', text: sample.text })),
    ],
    plain,
    note.title,
  );
}
