import { card, text, type Card } from './elements';

/** The one calm card shown when we have a bug. The id finds the full record in the log. */
export function renderFaultCard(correlationId: string): Card {
  const lines = [
    'ACR Doctor failed to answer.',
    `The fault is recorded as ${correlationId}. Nothing was changed; send the message again, or report this id.`,
  ];
  return card(
    [
      text([{ text: lines[0] ?? '', weight: 'Bolder', size: 'Medium' }]),
      text([lines[1] ?? ''], { spacing: 'Small' }),
    ],
    [],
    lines.join('\n'),
    lines[0] ?? '',
  );
}
