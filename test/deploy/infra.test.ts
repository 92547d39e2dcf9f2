import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { settingNames } from '../helpers/settings';

const FILES = ['main.bicep', 'bot-role.bicep', 'oauth-connection.bicep', 'alerts.bicep'];
const textOf = (file: string) => readFileSync(join('infra', file), 'utf8');
const MAIN = textOf('main.bicep');

/** The code without comments and texts; what stands in `${}` of a text is code and stays. */
function codeOf(text: string): string {
  const bare = text.replace(/^\s*\/\/.*$/gm, '');
  return bare.replace(
    /'(?:[^'\\\n]|\\.)*'/g,
    (quoted) =>
      ` ${[...quoted.matchAll(/\$\{(?<code>[^}]*)\}/g)].map(({ groups }) => groups?.code ?? '').join(' ')} `,
  );
}

/** Functions and words of the language that the templates use. */
const LANGUAGE = new Set(
  'targetScope param string int bool array object var resource existing module output for in if true false null resourceGroup tenant subscription az uniqueString take empty guid subscriptionResourceId concat join json loadTextContent loadJsonContent'.split(
    ' ',
  ),
);

/** Names that are used and declared nowhere. */
function undeclaredIn(text: string): string[] {
  const code = codeOf(text).replace(/@(?:description|minLength|maxLength|minValue|secure)\([^)]*\)/g, '');
  const declared = new Set(
    [...code.matchAll(/\b(?:param|var|resource|module|output|for)\s+(?<name>[A-Za-z]\w*)/g)].map(
      ({ groups }) => groups?.name,
    ),
  );
  const used = [...code.matchAll(/(?<![.\w])(?<name>[A-Za-z]\w*)(?!\w|\s*:(?!:))/g)].map(
    ({ groups }) => groups?.name ?? '',
  );
  return [...new Set(used.filter((name) => !declared.has(name) && !LANGUAGE.has(name)))];
}

test.each(FILES)('%s: brackets are balanced, and every name is declared', (file) => {
  const open: string[] = [];
  const pairs: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
  for (const letter of codeOf(textOf(file))) {
    if ('([{'.includes(letter)) open.push(letter);
    else if (letter in pairs) expect(open.pop()).toBe(pairs[letter]);
  }
  expect(open).toEqual([]);
  expect(undeclaredIn(textOf(file))).toEqual([]);
});

test('the reader of names above finds one that is not declared', () => {
  expect(undeclaredIn("param a string\nvar b = '${a}-${missing}'\noutput c string = other")).toEqual([
    'missing',
    'other',
  ]);
});

test('every setting that the template gives the bot is one that it reads', () => {
  const settings = MAIN.slice(MAIN.indexOf('var botSettings'), MAIN.indexOf('var bot = {'));
  const given = [...settings.matchAll(/\{ name: '(?<name>\w+)'/g)].map(({ groups }) => groups?.name ?? '');
  expect(given.length).toBeGreaterThan(12);
  expect(given.filter((name) => !settingNames().includes(name))).toEqual([]);
});

test('secrets and volumes that are named are there', () => {
  const named = (key: string) =>
    [...MAIN.matchAll(new RegExp(`\\b${key}: '(?<name>[\\w-]+)'`, 'g'))].map(({ groups }) => groups?.name);
  const names = named('name');
  expect(named('secretRef').filter((name) => !names.includes(name))).toEqual([]);
  expect(named('volumeName').filter((name) => !names.includes(name))).toEqual([]);
});

test('files that the templates load are there, and no key or secret stands in one', () => {
  for (const file of [...FILES, 'example.bicepparam'])
    for (const { groups } of textOf(file).matchAll(
      /(?:load\w+Content\(|module \w+ |using )'(?<path>[^']+)'/g,
    ))
      expect({ file, path: groups?.path, isThere: existsSync(join('infra', groups?.path ?? '')) }).toEqual({
        file,
        path: groups?.path,
        isThere: true,
      });
  expect(MAIN).toContain('allowSharedKeyAccess: false');
  expect(MAIN).not.toMatch(/storage\.listKeys|AccountKey=/);
});

test('the OAuth connection offers what the app package and the checks count on', () => {
  const connection = textOf('oauth-connection.bicep');
  // The manifest's single sign-on resource (manifest/manifest.ts) and the audience that src/azure/user-tokens.ts takes.
  expect(connection).toContain("{ key: 'tokenExchangeUrl', value: 'api://botid-${appId}' }");
  expect(connection).toContain("scopes: 'api://botid-${appId}/access_as_user offline_access'");
  expect(connection).toMatch(/@secure\(\)\n.*\nparam clientSecret string/);
});

test('probes ask what the service serves', () => {
  const service = readFileSync('src/service/http.ts', 'utf8');
  for (const { groups } of MAIN.matchAll(/httpGet: \{ path: '(?<path>[^']+)'/g))
    expect(service).toContain(`server.get('${groups?.path ?? ''}'`);
});

test('parameters: each is explained in infra/README.md, and the example gives known ones', () => {
  const params = [...MAIN.matchAll(/^param (?<name>\w+)/gm)].map(({ groups }) => groups?.name ?? '');
  const readme = textOf('README.md');
  expect(params.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  const example = [...textOf('example.bicepparam').matchAll(/^param (?<name>\w+)/gm)];
  expect(example.map(({ groups }) => groups?.name ?? '').filter((name) => !params.includes(name))).toEqual(
    [],
  );
});

test('alerts ask for words and metrics that the service has', () => {
  const alerts = textOf('alerts.bicep');
  const queries = [...alerts.matchAll(/query: '(?<query>[^']+)'/g)].map(({ groups }) => groups?.query ?? '');
  expect(queries).toHaveLength(3);
  const given = /Log_s has "(?<words>message [^"]+)"/.exec(alerts)?.groups?.words ?? 'none';
  expect(readFileSync('src/service/compose.ts', 'utf8')).toContain(`'${given}`);
  const metric = /Name == "acr_doctor\.(?<name>[\w.]+)\.duration"/.exec(alerts)?.groups?.name ?? 'none';
  expect(readFileSync('src/service/telemetry-otlp.ts', 'utf8')).toContain(`timer('${metric}'`);
  expect(readFileSync('docs/operations.md', 'utf8')).toContain('infra/alerts.bicep');
});

test('the collector: what its pipelines name is declared, on loopback, and without a key', () => {
  const config = parse(textOf('collector.yaml')) as Record<string, Record<string, unknown>> & {
    receivers: { otlp: { protocols: { http: { endpoint: string } } } };
    service: { pipelines: Record<string, Record<string, string[]>> };
  };
  for (const pipeline of Object.values(config.service.pipelines))
    for (const [part, names] of Object.entries(pipeline))
      expect(names.filter((name) => !(name in (config[part] ?? {})))).toEqual([]);
  expect(MAIN).toContain(`'http://${config.receivers.otlp.protocols.http.endpoint}'`);
});
