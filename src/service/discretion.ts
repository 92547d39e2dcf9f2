import type { Outcome } from '../../dialogs/turn';
import type { Asker } from '../case';
import type { Reading } from '../conversation';
import type { Intent } from '../intent';

/** Said the same to everybody, as long as no question of a dialog comes with it. */
const COMMON: readonly Intent['kind'][] = ['help', 'greeting', 'thanks', 'empty', 'picture', 'file', 'guide'];
/** Commands that are answered from the knowledge base alone. */
const KNOWLEDGE: readonly string[] = ['help', 'explain', 'search', 'diagnose'];

/**
 * Whether, among others, only whoever asked may see what was decided. What live checks saw was seen with one person's
 * rights; so were the names that questions offer to choose from, and the cards of a case that was checked. Everybody
 * sees what was told from a text alone, and from the knowledge base: whatever is not surely that is private.
 */
export function isForAskerOnly({ place }: Asker, reading: Reading, outcome: Outcome): boolean {
  if ((place?.kind ?? 'personal') === 'personal') return false;
  if (outcome.some((part) => 'work' in part)) return true;
  const { intent, answered } = reading;
  if (intent.kind === 'explain') return intent.caseId !== undefined;
  if (intent.kind === 'command')
    return 'command' in intent.typed && !KNOWLEDGE.includes(intent.typed.command.asks.does);
  if (COMMON.includes(intent.kind)) return outcome.length > 1;
  // A paste that was folded into a checked case, or answers a question, gets another card than that of its text.
  return !outcome.some((part) => 'card' in part && part.card === answered?.card);
}
