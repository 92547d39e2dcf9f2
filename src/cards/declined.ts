import type { Result } from '../verdict/result';
import { card, text, type Card } from './elements';
import { renderText } from './text';
import { secretLines } from './secrets';

/** The card of a declined case: why nothing is answered, and what to do next. */
export function renderDeclinedCard(result: Result): Card {
  const { reason = 'Nothing is known about this text.' } = result;
  const [title = reason, ...says] = reason.split(/(?<=\.) /);
  return card(
    [
      text([{ text: title, weight: 'Bolder', size: 'Medium' }]),
      ...(says.length > 0 ? [text([says.join(' ')], { spacing: 'Small' })] : []),
      ...result.next.map((step) => text([`\u2022 ${step}`], { spacing: 'Small' })),
      ...secretLines(result.redacted).map((line) => text([{ text: line, color: 'Warning' }])),
    ],
    [],
    renderText(result),
    reason,
  );
}
