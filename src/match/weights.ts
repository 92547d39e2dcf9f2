/** Every weight and threshold of the matcher, and why it is what it is. Confidences run from 0 to 1. */
export const WEIGHTS = {
  /** What an anchor is worth by its `strength`. A weak anchor alone stays below the floor, as CONTRIBUTING says. */
  strength: { decisive: 0.97, strong: 0.85, weak: 0.4, beside: 0 },
  /** Each further anchor of the same symptom adds this much of what is missing to 1: agreement, not proof. */
  agreement: 0.1,
  /** A wrapper says only that something failed; any cause found beside it goes first. */
  wrapper: 0.8,
  /** What an anchor of strength `beside` is worth beside a wrapper that its entry goes over, when nothing else is sure. */
  besideWrapper: 0.75,
  /** In a question a wrapper is only mentioned; what is asked stands in the other words. */
  wrapperInQuestion: 0.6,
  /** A special case goes before the general one only when it is whole and well spelt: below a strong anchor. */
  liftFloor: 0.75,
  /** Words inside a retry that says nothing (parse/attempts.ts). */
  idle: 0.35,
  /** Literals of one anchor must stand within this many characters: one message, not two ends of a log. */
  window: 1500,
  /** An anchor met only after spelling was corrected. */
  corrected: 0.85,
  /** An anchor whose last literal is cut off by the end of the paste. */
  truncated: 0.8,
  /** The least of a literal that must be there before the cut: less could begin many messages. */
  truncatedPart: 0.6,
  truncatedChars: 14,
  /** How much the words of a whole entry, against its best single phrasing, count in ranking a question. */
  entryShare: 0.45,
  /** What a perfect ranking by words is worth: less than a strong anchor, because words can coincide. */
  words: 0.8,
  /** A long story is measured by its heaviest words: greetings and circumstances do not make it less of a question. */
  heaviestWords: 6,
  /** How much a word the knowledge base does not know weighs, against its rarest known word. */
  unknownWord: 0.75,
  /** Below this the answer is "I do not know". Set on the corpora: `npm run bench`, false answers against coverage. */
  floor: 0.5,
  /** What a question needs to be answered: the more surely it is about us (by-words.ts), the less. */
  subjectFloor: { named: 0.27, registry: 0.34, shared: 0.4, phrase: 0.5, none: 0.62 },
  /** A question is ranked by words alone; a paste without any anchor must agree in many more of them. */
  pasteFloor: 0.62,
  /** The same for a phrase that somebody types. */
  phraseWords: 3,
  /** Letters of a word that says what is asked all by itself, like the name of an option. */
  tellingWord: 7,
  /** Fewer words than these agree by chance. */
  pasteWords: 5,
  /**
   * How often answers by words of a raw confidence were right, measured on the open part of test/corpus and read
   * between the points: agreement of words is rarer than anchors, and surer than its plain number says.
   */
  wordsWereRight: [
    [0, 0],
    [0.27, 0.7],
    [0.4, 0.86],
    [0.6, 0.93],
    [0.8, 0.97],
  ],
  /** Two symptoms closer than this are a tie: both are shown. */
  gap: 0.05,
  /** How many answers are shown at most, and how far below the first they may lie. */
  answers: 5,
  answerSpread: 0.35,
} as const;
