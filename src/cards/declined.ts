import type { Result } from '../verdict/result';
import { card, text, type Card } from './elements';
import { renderText } from './text';
import { secretLines } from './secrets';

/** The card of a declined case: why nothing is answered, and what to do next. */
export function renderDeclinedCard(result: Result): Card {
  return card(
    [
      text([{ text: result.reason ?? 'Nothing is known about this text.', weight: 'Bolder' }]),
      ...result.next.map((step) => text([`\u2022 ${step}`], { spacing: 'Small' })),
      ...secretLines(result.redacted).map((line) => text([{ text: line, color: 'Warning' }])),
    ],
    [],
    renderText(result),
    result.reason ?? '',
  );
}
