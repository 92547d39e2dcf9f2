/** One kind of secret and how it looks. The named group `secret` is masked, the rest of the match stays. */
export interface Rule {
  kind: string;
  pattern: RegExp;
  /** Characters the secret is made of; set where it may run on after a line break put in by a terminal. */
  alphabet?: RegExp;
}

const BASE64 = /[A-Za-z0-9+/=]/;
const BASE64URL = /[A-Za-z0-9_.\-]/;
const URL_VALUE = /[A-Za-z0-9%+/=_\-]/;

/**
 * In order: the unmistakable forms first, so that `password=eyJ...` is called a token. Every pattern is linear:
 * one bounded prefix, then one run. What tells causes apart (status, host, port, stage) is never matched.
 */
export const RULES: readonly Rule[] = [
  {
    kind: 'private-key',
    pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?<secret>[^-]+)-----END/g,
  },
  {
    kind: 'json-web-token',
    pattern: /(?<![A-Za-z0-9_-])(?<secret>eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_.-]{5,})/g,
    alphabet: BASE64URL,
  },
  {
    kind: 'json-web-token',
    pattern: /(?<![A-Za-z0-9_-])(?<secret>eyJ[A-Za-z0-9_-]{40,})$/gm,
    alphabet: BASE64URL,
  },
  {
    kind: 'authorization-header',
    pattern: /\bbasic\s{1,4}(?<secret>[A-Za-z0-9+/=]{12,})/gi,
    alphabet: BASE64,
  },
  {
    kind: 'authorization-header',
    pattern: /\bbearer\s{1,4}(?<secret>[A-Za-z0-9_.~+/=-]{20,})/gi,
    alphabet: BASE64URL,
  },
  { kind: 'sas-signature', pattern: /[?&;]sig=(?<secret>[^&\s"'<>,;\\]{8,})/gi, alphabet: URL_VALUE },
  { kind: 'sas-signature', pattern: /^sig=(?<secret>[^&\s"'<>,;\\]{8,})/gim, alphabet: URL_VALUE },
  {
    kind: 'connection-string-key',
    pattern: /\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=(?<secret>[^;\s"'<>]{8,})/gi,
    alphabet: BASE64,
  },
  {
    kind: 'docker-credentials',
    pattern: /\.dockerconfigjson["']?\s{0,4}:\s{0,4}["']?(?<secret>[A-Za-z0-9+/=]{16,})/g,
    alphabet: BASE64,
  },
  {
    kind: 'docker-credentials',
    pattern: /"(?:auth|identitytoken|registrytoken)\\?"\s{0,4}:\s{0,4}\\?"(?<secret>[^"\\\s]{4,})/g,
    alphabet: BASE64,
  },
  { kind: 'registry-password', pattern: /\b(?<secret>[A-Za-z0-9+/]{30,60}\+?ACR[A-Za-z0-9+/]{6})\b/g },
  {
    kind: 'registry-password',
    pattern: /"name"\s{0,4}:\s{0,4}"password2?"\s{0,4},\s{0,8}"value"\s{0,4}:\s{0,4}"(?<secret>[^"]{4,})"/g,
  },
  {
    kind: 'registry-password',
    pattern:
      /"value"\s{0,4}:\s{0,4}"(?<secret>[^"]{4,})"\s{0,8}[,}]?\s{0,8}"name"\s{0,4}:\s{0,4}"password2?"/g,
  },
  {
    kind: 'entra-client-secret',
    pattern: /(?<![A-Za-z0-9_~.-])(?<secret>[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34})/g,
  },
  { kind: 'storage-account-key', pattern: /(?<![A-Za-z0-9+/])(?<secret>[A-Za-z0-9+/]{86}==)/g },
  {
    kind: 'github-token',
    pattern: /\b(?<secret>(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}))/g,
  },
  { kind: 'gitlab-token', pattern: /\b(?<secret>glpat-[A-Za-z0-9_-]{16,})/g },
  { kind: 'npm-token', pattern: /\b(?<secret>npm_[A-Za-z0-9]{30,})/g },
  { kind: 'docker-hub-token', pattern: /\b(?<secret>dckr_[a-z]{2,4}_[A-Za-z0-9_-]{16,})/g },
  { kind: 'aws-access-key', pattern: /\b(?<secret>(?:AKIA|ASIA)[A-Z0-9]{16})\b/g },
  { kind: 'slack-token', pattern: /\b(?<secret>xox[abprs]-[A-Za-z0-9-]{10,})/g },
  {
    kind: 'password-in-url',
    pattern: /\b[a-z][a-z0-9+]{1,12}:\/\/[^\s:@/"']{1,120}:(?<secret>[^\s@/"']{3,120})@/gi,
  },
  {
    kind: 'password-in-command',
    pattern: /\blogin\b[^\n]{0,300}?\s(?:-p|--password)[ \t=]{1,4}["']?(?<secret>[^\s"'$<][^\s"']{2,})/g,
  },
  {
    kind: 'password-in-command',
    pattern:
      /\s--(?:client-secret|docker-password|password|admin-password|account-key|sas-token|secret-value)[ \t=]{1,4}["']?(?<secret>[^\s"'$<-][^\s"']{2,})/g,
  },
  {
    kind: 'password-in-command',
    pattern: /\blogin\s[^\n]{0,200}?-u\s{1,4}[^\s]{1,100}\s{1,4}-p(?<secret>[^\s-][^\s]{5,})/g,
  },
  {
    kind: 'secret-in-variable',
    pattern:
      /\b[A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|PWD|SECRET|TOKEN|API_KEY|ACCESS_KEY|ACCOUNT_KEY)=["']?(?<secret>[^\s"'$<&;][^\s"'&;]{5,})/g,
  },
  {
    kind: 'password-in-text',
    pattern:
      /"[A-Za-z0-9_-]{0,40}(?:password|passwd|client_?secret|account_?key|access_?token|refresh_?token)\\?"\s{0,4}:\s{0,4}\\?"(?<secret>[^"\\\s]{3,})/gi,
  },
  {
    kind: 'password-in-text',
    pattern:
      /^[ \t>-]{0,20}(?:password|passwd|client_?secret|account_?key)[ \t]{0,4}:[ \t]{1,4}["']?(?<secret>[^\s"'<[(]\S{3,})[ \t]{0,20}$/gim,
  },
];
