import { card, submit, text, type Card } from './elements';

export interface Note {
  title: string;
  lines: readonly string[];
  /** Texts the user may send with one click. */
  samples?: readonly { title: string; text: string }[];
}

/** A short card: help, welcome, or what to do with something that cannot be read. */
export function renderNoteCard(note: Note): Card {
  const plain = [note.title, ...note.lines].join('\n');
  return card(
    [
      text([{ text: note.title, weight: 'Bolder', size: 'Medium' }]),
      ...note.lines.map((line) => text([line], { spacing: 'Small' })),
    ],
    (note.samples ?? []).map((sample) => submit(sample.title, { verb: 'sample', text: sample.text })),
    plain,
    note.title,
  );
}
