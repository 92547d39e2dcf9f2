import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bodyOf, listen } from '../../bench/service/bot-framework';

/** What the token service does instead of its work: a status, or nothing at all. */
export type Trouble = number | 'hang' | undefined;

export interface TokenServiceStand {
  url: string;
  /** Every call: what was asked, for which account of the channel. */
  asked: { what: string; account: string; authorization: string | undefined }[];
  control: {
    trouble: Trouble;
    /** Only calls of this kind have the trouble; absent: all. */
    troubleOf?: string;
    /** Accounts for whom an exchange without a click is refused. */
    refuses: string[];
    /** The address that a connection offers for exchanges; undefined: it has none. */
    exchangeUri: string | undefined;
  };
  /** What stands behind a code that the sign-in page gave: the sign-in of that account, or another token. */
  finishPage: (account: string, token?: string) => string;
  /** The sign-in that is kept for an account, set by hand. */
  keep: (account: string, token: string | undefined) => void;
  kept: (account: string) => string | undefined;
  stop: () => void;
}

/**
 * The Bot Framework's token service, as `UserTokenClient` asks it.
 * @param signIn the token that an account signs in with; undefined for one that nobody knows
 */
export async function startTokenService(
  signIn: (account: string) => string | undefined,
): Promise<TokenServiceStand> {
  const asked: TokenServiceStand['asked'] = [];
  const control: TokenServiceStand['control'] = {
    trouble: undefined,
    refuses: [],
    exchangeUri: 'api://botid-exchange',
  };
  const kept = new Map<string, string>();
  const codes = new Map<string, { account: string; token: string | undefined }>();
  let count = 0;

  function begin(): [number, unknown] {
    const id = `exchange-${++count}`;
    const link = `https://token.botframework.com/api/oauth/signin?signin=${count}`;
    const { exchangeUri: uri } = control;
    return [200, { signInLink: link, ...(uri ? { tokenExchangeResource: { id, uri } } : {}) }];
  }

  function exchange(account: string, sent: string | undefined): boolean {
    const token = sent === `teams-token-of-${account}` ? signIn(account) : undefined;
    if (token === undefined || control.refuses.includes(account)) return false;
    kept.set(account, token);
    return true;
  }

  function finishWith(code: string, account: string): void {
    const finished = codes.get(code);
    if (finished?.account === account && finished.token !== undefined) kept.set(account, finished.token);
  }

  function answer(what: string, query: URLSearchParams, body: { token?: string }): [number, unknown] {
    const account = query.get('userId') ?? '';
    if (what === 'GetSignInResource') return begin();
    if (what === 'exchange' && !exchange(account, body.token))
      return [400, { error: { code: 'ConsentRequired', message: 'The user must consent' } }];
    if (what === 'SignOut') {
      kept.delete(account);
      return [200, {}];
    }
    finishWith(query.get('code') ?? '', account);
    const token = query.get('connectionName') === 'sso' ? kept.get(account) : undefined;
    return token === undefined ? [404, {}] : [200, { channelId: 'msteams', connectionName: 'sso', token }];
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request);
    const url = new URL(request.url ?? '', 'http://token-service');
    const what = url.pathname.split('/').at(-1) ?? '';
    const account = url.searchParams.get('userId') ?? '';
    asked.push({ what, account, authorization: request.headers.authorization });
    const isTroubled = control.troubleOf === undefined || control.troubleOf === what;
    const trouble = isTroubled ? control.trouble : undefined;
    if (trouble === 'hang') return;
    const sent = JSON.parse(text || '{}') as { token?: string };
    const [status, body] = trouble === undefined ? answer(what, url.searchParams, sent) : [trouble, {}];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }

  const server = createServer((request, response) => void serve(request, response));
  return {
    url: await listen(server),
    asked,
    control,
    finishPage(account, token = signIn(account)) {
      const code = String(100_000 + ++count);
      codes.set(code, { account, token });
      return code;
    },
    keep(account, token) {
      if (token === undefined) kept.delete(account);
      else kept.set(account, token);
    },
    kept: (account) => kept.get(account),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
