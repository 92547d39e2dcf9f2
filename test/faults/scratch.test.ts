import { openWorld, PASTE } from './world';
const RULES: [string, object][] = [
  ['slow', { match: '* *', delayMs: 1500 }],
  ['third', { match: '* *', every: 3, fault: 'hang' }],
  ['429', { match: '* management.azure.com/*', status: 429, headers: { 'retry-after': '60' }, body: {} }],
  [
    'html',
    {
      match: '* *',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html><body>Proxy sign-in</body></html>',
    },
  ],
  [
    'other',
    {
      match: 'GET management.azure.com/*/registries/contosoprod7',
      status: 200,
      body: {
        id: '/subscriptions/x/resourceGroups/y/providers/Microsoft.ContainerRegistry/registries/other',
        name: 'other',
        location: 'westeurope',
        sku: { name: 'Basic' },
        properties: {
          loginServer: 'other.azurecr.io',
          publicNetworkAccess: 'Disabled',
          adminUserEnabled: false,
          provisioningState: 'Succeeded',
        },
      },
    },
  ],
  ['dns', { match: '* *', status: 421, headers: { 'x-simulated-unresolved': 'management.azure.com' } }],
  ['entra', { match: '* login.microsoftonline.com/*', status: 503, body: {} }],
  ['429b', { match: '* *.azurecr.io/*', status: 429, headers: { 'retry-after': '60' }, body: {} }],
  ['half', { match: '* *', fault: 'half' }],
  ['bad', { match: '* *', fault: 'bad-json' }],
  ['schema', { match: '* *', status: 200, body: { value: [[1]], data: 7 } }],
  [
    'htmlarm',
    {
      match: '* management.azure.com/*',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html>',
    },
  ],
  ['redirect', { match: '* *', status: 302, headers: { location: 'https://attacker.example/x' }, body: '' }],
];
test.each(RULES)('%s', async (_n, rule) => {
  const w = await openWorld({ rules: [rule as never] });
  await w.say(PASTE);
  const b = Date.now();
  await w.say({ press: /^Check live/ });
  await w.teams.service.bot.settled();
  const all = JSON.stringify(w.cards().at(-1));
  process.stdout.write(
    `\n## ${_n} ${Date.now() - b} cards ${w.cards().length}\n` +
      [...new Set([...all.matchAll(/could not: ([^"\\]{5,200})/g)].map((m) => m[1]))].join('\n') +
      w.teams.logged.slice(1).join(''),
  );
  await w.assertWell();
  await w.stop();
});
