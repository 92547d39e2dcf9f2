/** Something that happened in a conversation of the local page. */
export interface ChatEvent {
  kind: 'new' | 'replace' | 'delete';
  id: string;
  activity: unknown;
}

export interface Conversations {
  publish: (conversation: string, event: ChatEvent) => void;
  /** Hears what happens from now on, and first what happened before. @returns how to stop. */
  subscribe: (conversation: string, hear: (event: ChatEvent) => void) => () => void;
}

/** A page that is reloaded sees this many events again. */
const KEPT_EVENTS = 200;
const KEPT_CONVERSATIONS = 50;

interface Conversation {
  events: ChatEvent[];
  hearers: Set<(event: ChatEvent) => void>;
}

/** Conversations of the local page, in memory: they end with the process, as the page says. */
export function createConversations(): Conversations {
  const known = new Map<string, Conversation>();
  const open = (id: string): Conversation => {
    const found = known.get(id);
    if (found) return found;
    const [oldest] = known.keys();
    if (known.size >= KEPT_CONVERSATIONS && oldest !== undefined) known.delete(oldest);
    const made: Conversation = { events: [], hearers: new Set() };
    known.set(id, made);
    return made;
  };
  return {
    publish(id, event) {
      const { events, hearers } = open(id);
      events.push(event);
      if (events.length > KEPT_EVENTS) events.shift();
      for (const hear of hearers) hear(event);
    },
    subscribe(id, hear) {
      const { events, hearers } = open(id);
      for (const event of events) hear(event);
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
  };
}
