import { card, submit, text, type Action, type Card, type Element } from './elements';

/** One question of a conversation. What is typed counts as much as what is clicked. */
export interface Question {
  /** Goes with every button, so that a click on an older question is not taken for an answer to this one. */
  id: string;
  ask: string;
  /** What a right answer looks like, or why the last one was none. */
  hints: string[];
  options: { label: string; value: string }[];
  canSkip: boolean;
  canGoBack: boolean;
}

/** More options than this are a list to choose from. */
const MAX_BUTTONS = 3;

export function renderQuestionCard(question: Question): Card {
  const { id, ask, hints, options, canSkip, canGoBack } = question;
  const reply = (title: string, value: string) => submit(title, { verb: 'reply', question: id, value });
  const asButtons = options.length <= MAX_BUTTONS;
  const buttons: Action[] = [
    ...(asButtons
      ? options.map(({ label, value }) => reply(label, value))
      : [submit('Take this one', { verb: 'reply', question: id })]),
    ...(canSkip ? [reply('Skip', 'skip')] : []),
    ...(canGoBack ? [reply('Back', 'back')] : []),
    reply('Cancel', 'cancel'),
  ];
  const plain = [ask, ...hints, ...options.map(({ label }) => `- ${label}`)].join('\n');
  return card(
    [
      text([{ text: ask, weight: 'Bolder', size: 'Medium' }]),
      ...hints.map((hint) => text([{ text: hint, isSubtle: true }], { spacing: 'Small' })),
      ...(asButtons ? [] : [choiceSet(options)]),
    ],
    buttons,
    plain,
    ask,
  );
}

/** A list that narrows while one types in it. */
function choiceSet(options: Question['options']): Element {
  return {
    type: 'Input.ChoiceSet',
    id: 'value',
    label: 'Choose one, or type it as a message',
    style: 'filtered',
    isRequired: true,
    errorMessage: 'Nothing is chosen yet.',
    choices: options.map(({ label: title, value }) => ({ title, value })),
  };
}
