import { container, text, toggle, type Element } from './elements';

/** A kind of masked secret: what it is, and where a live one is made worthless. */
interface Masked {
  is: string;
  rotate: string;
}

const REGISTRY_PASSWORD: Masked = {
  is: "a registry's admin password",
  rotate:
    'regenerate it: Registry > Access keys, or az acr credential renew; whatever used it needs the new one',
};
const STORAGE_KEY: Masked = {
  is: "a storage account's key",
  rotate: 'rotate it: Storage account > Access keys > Rotate key; SAS tokens signed with it end then',
};

/** One entry for each kind of src/redact/rules.ts; a test compares them. */
export const SECRETS: Record<string, Masked> = {
  'private-key': {
    is: 'a private key',
    rotate: 'make a new key pair and replace the certificate it belongs to',
  },
  'json-web-token': {
    is: 'a sign-in token (JWT)',
    rotate:
      'sign out and in again; it ends by itself, mostly within hours (a registry refresh token: 3 hours)',
  },
  'authorization-header': {
    is: 'the content of an Authorization header',
    rotate: 'replace the password or token it was made of, where that was issued',
  },
  'sas-signature': {
    is: 'the signature of a SAS token',
    rotate:
      'make a new token; to end this one, rotate the storage key it was signed with, change its stored access policy, or revoke the user delegation keys',
  },
  'connection-string-key': STORAGE_KEY,
  'docker-credentials': {
    is: "docker's stored login",
    rotate: 'run docker logout, replace the password or token it holds, and make pull secrets anew',
  },
  'registry-password': REGISTRY_PASSWORD,
  'entra-client-secret': {
    is: "an application's client secret",
    rotate: 'App registrations > the application > Certificates & secrets: add a new one, delete this one',
  },
  'storage-account-key': STORAGE_KEY,
  'github-token': { is: 'a GitHub token', rotate: 'revoke it: GitHub > Settings > Developer settings' },
  'gitlab-token': { is: 'a GitLab token', rotate: 'revoke it: GitLab > Preferences > Access tokens' },
  'npm-token': { is: 'an npm token', rotate: 'revoke it: npm token revoke' },
  'docker-hub-token': {
    is: 'a Docker Hub token',
    rotate: 'delete it: Docker Hub > Account settings > Personal access tokens',
  },
  'aws-access-key': { is: 'an AWS access key', rotate: 'deactivate it: IAM > Users > Security credentials' },
  'slack-token': { is: 'a Slack token', rotate: 'revoke it in the Slack application it belongs to' },
  'password-in-url': { is: 'a password in a URL', rotate: 'change it where that account is kept' },
  'password-in-command': {
    is: 'a password in a command',
    rotate:
      'change it where it was issued, and clear it from the shell history; docker login takes --password-stdin',
  },
  'secret-in-variable': { is: "a variable's secret value", rotate: 'change it where it was issued' },
  'password-in-text': { is: 'a password', rotate: 'change it where it was issued' },
};

/** What was masked, and what to do if it was live: one sentence for each kind. */
export function secretLines(kinds: readonly string[]): string[] {
  return kinds.map((kind) => {
    const { is, rotate } = maskedOf(kind);
    return `Masked before reading: ${is}. If it was live, ${rotate}.`;
  });
}

function maskedOf(kind: string): Masked {
  return SECRETS[kind] ?? { is: kind.replace(/-/g, ' '), rotate: 'replace it where it was issued' };
}

/** The same on a card that has more to say: what was masked in one line, what to do about it behind a click. */
export function secretElements(kinds: readonly string[]): Element[] {
  if (kinds.length === 0) return [];
  const id = 'masked';
  const names = kinds.map((kind) => maskedOf(kind).is).join(', ');
  return [
    container(
      [
        text([
          { text: `Masked before reading: ${names}`, color: 'Warning', size: 'Small' },
          { text: '  \u203a if it was live', color: 'Accent', size: 'Small' },
        ]),
      ],
      { selectAction: toggle([id]), spacing: 'Small' },
    ),
    container(
      secretLines(kinds).map((line) => text([{ text: line, color: 'Warning' }])),
      { id, isVisible: false, spacing: 'Small' },
    ),
  ];
}
