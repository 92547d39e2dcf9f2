import { PrivateConversationState, type Storage, type StoreItems, type TurnContext } from 'botbuilder';
import { ConflictError, type Store } from '../store/store';

/** A conversation that rests for this long begins anew. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** botbuilder's Storage over our store. Only the dialogs' state goes through it. */
export function createDialogStorage(store: Store, now: () => number): Storage {
  const keyOf = (key: string) => `dialog/${key}`;
  return {
    async read(keys) {
      const items: StoreItems = {};
      for (const key of keys) {
        const found = await store.get(keyOf(key));
        if (found) items[key] = { ...(found.value as object), eTag: found.etag };
      }
      return items;
    },
    async write(changes) {
      for (const [key, change] of Object.entries(changes)) {
        const { eTag, ...value } = change as { eTag?: string };
        const match = eTag && eTag !== '*' ? { ifMatch: eTag } : {};
        await store
          .put(keyOf(key), value, { expiresAt: now() + KEPT_MS, ...match })
          .catch((error: unknown) => {
            throw error instanceof ConflictError ? eTagConflict(key, error) : error;
          });
      }
    },
    async delete(keys) {
      for (const key of keys) await store.delete(keyOf(key));
    },
  };
}

/** In the words of botbuilder's own storages, which is all that tells it from other troubles there. */
function eTagConflict(key: string, cause: ConflictError): Error {
  return new Error(`Storage: error writing "${key}" due to eTag conflict.`, { cause });
}

const CACHED = Symbol('dialog-state');

/**
 * One person's state in one conversation. The SDK's own serializes and hashes all of it three times a turn to learn
 * whether it changed; here each turn changes it and says when to write.
 */
export class DialogState extends PrivateConversationState {
  override async load(context: TurnContext): Promise<Record<string, unknown>> {
    const cached = context.turnState.get<Record<string, unknown> | undefined>(CACHED);
    if (cached) return cached;
    const key = this.getStorageKey(context) ?? '';
    const state = ((await this.storage.read([key]))[key] ?? {}) as Record<string, unknown>;
    context.turnState.set(CACHED, state);
    return state;
  }

  override async saveChanges(context: TurnContext): Promise<void> {
    const state = await this.load(context);
    await this.storage.write({ [this.getStorageKey(context) ?? '']: { ...state, eTag: '*' } });
  }
}
