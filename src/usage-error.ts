/** The user asked in a wrong way: the message says what was wrong and what would be right. */
export class UsageError extends Error {
  override name = 'UsageError';
}
