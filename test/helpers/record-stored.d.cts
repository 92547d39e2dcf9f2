/** The numbers of the stored forms; one that a version did not write yet is absent. */
type Schemas = Partial<Record<'dialog' | 'case' | 'open' | 'watch' | 'gap', number>>;

export const CONNECTOR: string;
export function schemas(): Schemas;
export function recordStored(): Promise<Record<string, unknown>>;
export function recordings(): { name: string; schemas: Schemas; values: Record<string, unknown> }[];
