import { PULLED } from '../look';
import { heldPasted, ran, sawPasted } from '../printed';

const ID = 'registry/endpoint';
const HOST = 'contosoprod7.azurecr.io';
const LINK = 'contosoprod7.privatelink.azurecr.io';
const PUBLIC_OFF = ran('az acr show -n contosoprod7 --query publicNetworkAccess -o tsv', 'Disabled');
const PRIVATE = { 'name-not-found': 'no', 'private-address-only': 'yes', 'public-address-only': 'no' };
const NOT_FOUND = { 'name-not-found': 'yes' };

describe('look-ups of the name', () => {
  test.each([
    [
      'nslookup on Linux',
      ran(
        `nslookup ${HOST}`,
        `Server:\t\t10.0.0.10\nAddress:\t10.0.0.10#53\n\nNon-authoritative answer:\n${HOST}\tcanonical name = ${LINK}.\nName:\t${LINK}\nAddress: 10.1.0.5`,
      ),
      PRIVATE,
    ],
    [
      'nslookup on Windows',
      `PS C:\\> nslookup ${HOST}\nServer:  UnKnown\nAddress:  168.63.129.16\n\nNon-authoritative answer:\nName:    ${LINK}\nAddresses:  10.1.0.5\n\t  10.1.0.6\nAliases:  ${HOST}\n`,
      PRIVATE,
    ],
    [
      'the same without its command line',
      `Server:  UnKnown\nAddress:  168.63.129.16\n\nNon-authoritative answer:\nName:    ${LINK}\nAddress:  10.1.0.5\nAliases:  ${HOST}\n`,
      PRIVATE,
    ],
    [
      'in a pod',
      ran(
        `kubectl exec web-1 --namespace shop -- nslookup ${HOST}`,
        `Server:    10.0.0.10\nAddress 1: 10.0.0.10 kube-dns.kube-system.svc.cluster.local\n\nName:      ${HOST}\nAddress 1: 10.1.0.5`,
      ),
      PRIVATE,
    ],
    [
      'against a server of its own',
      ran(
        `nslookup ${HOST} 168.63.129.16`,
        `Server:\t\t168.63.129.16\nAddress:\t168.63.129.16#53\n\nName:\t${HOST}\nAddress: 10.1.0.5`,
      ),
      PRIVATE,
    ],
    [
      'dig',
      ran(
        `dig ${HOST}`,
        `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n;; ANSWER SECTION:\n${HOST}. 60 IN CNAME ${LINK}.\n${LINK}. 10 IN A 10.1.0.5\n\n;; SERVER: 20.1.1.1#53(20.1.1.1)`,
      ),
      PRIVATE,
    ],
    ['dig +short', ran(`dig +short ${HOST}`, `${LINK}.\n10.1.0.5`), PRIVATE],
    [
      'Resolve-DnsName',
      `PS C:\\> Resolve-DnsName ${HOST}\n\nName                 Type   TTL   Section    NameHost\n----                 ----   ---   -------    --------\n${HOST} CNAME  60    Answer     ${LINK}\n\nName       : ${LINK}\nQueryType  : A\nTTL        : 10\nSection    : Answer\nIP4Address : 10.1.0.5\n`,
      PRIVATE,
    ],
    [
      'no such name',
      ran(
        `nslookup ${HOST}`,
        `Server:\t\t10.0.0.10\nAddress:\t10.0.0.10#53\n\n** server can't find ${HOST}: NXDOMAIN`,
      ),
      NOT_FOUND,
    ],
    [
      'no such name on Windows',
      ran(
        `nslookup ${HOST}`,
        `Server:  dns.contoso.example\nAddress:  10.0.0.10\n\n*** dns.contoso.example can't find ${HOST}: Non-existent domain`,
      ),
      NOT_FOUND,
    ],
    [
      'dig without an answer',
      ran(
        `dig ${HOST}`,
        `;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n;; QUESTION SECTION:\n;${HOST}. IN A`,
      ),
      NOT_FOUND,
    ],
    [
      'PowerShell',
      ran(`Resolve-DnsName ${HOST}`, `Resolve-DnsName : ${HOST} : DNS name does not exist`),
      NOT_FOUND,
    ],
    ['curl', ran(`curl -sS https://${HOST}/v2/`, `curl: (6) Could not resolve host: ${HOST}`), NOT_FOUND],
    [
      'a public address',
      ran(`dig +short ${HOST}`, '20.61.1.1'),
      { 'name-not-found': 'no', 'private-address-only': 'no' },
    ],
    [
      'a public address, with public access off',
      PUBLIC_OFF + ran(`dig +short ${HOST}`, '20.61.1.1'),
      { 'name-not-found': 'no', 'private-address-only': 'no', 'public-address-only': 'yes' },
    ],
  ])('%s', (_name, text, held) => {
    expect(heldPasted(ID, text)).toEqual(held);
  });

  test.each([
    [
      'no answer of the name server',
      ran(`nslookup ${HOST}`, ';; connection timed out; no servers could be reached'),
    ],
    [
      'Windows, no answer',
      ran(
        `nslookup ${HOST}`,
        'DNS request timed out.\n    timeout was 2 seconds.\n*** Request to UnKnown timed-out',
      ),
    ],
    ['SERVFAIL', ran(`dig ${HOST}`, ';; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 1')],
    [
      'another name',
      ran(
        'nslookup mcr.microsoft.com',
        'Server: 10.0.0.10\nAddress: 10.0.0.10#53\n\nName: mcr.microsoft.com\nAddress: 20.1.1.1',
      ),
    ],
    [
      'a data endpoint',
      ran(
        'nslookup contosoprod7.westeurope.data.azurecr.io',
        'Server: 10.0.0.10\nAddress: 10.0.0.10#53\n\nName: x\nAddress: 10.1.0.6',
      ),
    ],
    ['mail servers', ran(`dig mx ${HOST}`, ';; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1')],
    ['the name server alone', ran(`nslookup ${HOST}`, 'Server:\t\t10.0.0.10\nAddress:\t10.0.0.10#53')],
    ['nothing', ran(`dig +short ${HOST}`, '')],
  ])('%s: proves nothing', (_name, text) => {
    expect(heldPasted(ID, text)).toEqual({});
  });

  test('what was seen is told', () => {
    expect(sawPasted(ID, ran(`dig +short ${HOST}`, `${LINK}.\n10.1.0.5`), 'private-address-only')).toBe(
      `${HOST} > ${LINK} leads to 10.1.0.5`,
    );
  });
});

describe('the first call of a pull', () => {
  const CHALLENGE = `HTTP/1.1 401 Unauthorized\nServer: openresty\nWww-Authenticate: Bearer realm="https://${HOST}/oauth2/token",service="${HOST}"\n`;
  const WELL = {
    'not-reachable': 'no',
    'refused-by-firewall': 'no',
    'server-error': 'no',
    throttled: 'no',
    'no-challenge': 'no',
  };
  const BODY = `{"errors":[{"code":"DENIED","message":"client with IP '203.0.113.9' is not allowed access. Refer https://aka.ms/acr/firewall to grant access."}]}`;

  test.each([
    ['curl -i', ran(`curl -sS -i https://${HOST}/v2/`, CHALLENGE), WELL],
    ['curl -D -', ran(`curl -sS -o /dev/null -D - https://${HOST}/v2/`, CHALLENGE), WELL],
    [
      'curl -v',
      `> GET /v2/ HTTP/2\n> Host: ${HOST}\n> user-agent: curl/8.5.0\n>\n< HTTP/2 401\n< www-authenticate: Bearer realm="https://${HOST}/oauth2/token",service="${HOST}"\n<\n`,
      WELL,
    ],
    [
      'curl.exe',
      `PS C:\\> curl.exe -sv https://${HOST}/v2/\n< HTTP/1.1 401 Unauthorized\n< WWW-Authenticate: Bearer realm="https://${HOST}/oauth2/token"\n<\n`,
      WELL,
    ],
    ['in a pod', ran(`kubectl exec web-1 -- curl -sSi https://${HOST}/v2/`, CHALLENGE), WELL],
    [
      'through a proxy that answered before',
      ran(
        `curl -sSi -x http://proxy:3128 https://${HOST}/v2/`,
        `HTTP/1.1 200 Connection established\n\n${CHALLENGE}`,
      ),
      WELL,
    ],
    [
      'the status alone',
      ran(`curl -sS -o /dev/null -w "%{http_code}" https://${HOST}/v2/`, '401'),
      { 'not-reachable': 'no', 'refused-by-firewall': 'no', 'server-error': 'no', throttled: 'no' },
    ],
    [
      'status and times',
      ran(`curl -sS -o /dev/null -w "%{time_connect} %{http_code}\\n" https://${HOST}/v2/`, '0.2 503'),
      { 'not-reachable': 'no', 'refused-by-firewall': 'no', 'server-error': 'yes', throttled: 'no' },
    ],
    [
      'status first',
      ran(`curl -sS -o /dev/null -w "%{http_code} %{time_connect}\\n" https://${HOST}/v2/`, '503 0.2'),
      { 'not-reachable': 'no', 'refused-by-firewall': 'no', 'server-error': 'yes', throttled: 'no' },
    ],
    [
      'refused by the firewall',
      ran(
        `curl -sS -i https://${HOST}/v2/`,
        `HTTP/1.1 403 Forbidden\nContent-Type: application/json\n\n${BODY}`,
      ),
      { 'not-reachable': 'no', 'refused-by-firewall': 'yes', 'server-error': 'no', throttled: 'no' },
    ],
    [
      '403 of somebody',
      ran(`curl -sS -o /dev/null -w "%{http_code}" https://${HOST}/v2/`, '403'),
      { 'not-reachable': 'no', 'server-error': 'no', throttled: 'no' },
    ],
    [
      'too many calls',
      ran(`curl -sS -i https://${HOST}/v2/`, 'HTTP/1.1 429 Too Many Requests\n'),
      { 'not-reachable': 'no', 'refused-by-firewall': 'no', 'server-error': 'no', throttled: 'yes' },
    ],
    [
      'no challenge',
      ran(`curl -sS -i https://${HOST}/v2/`, 'HTTP/1.1 200 OK\nServer: proxy\n'),
      {
        'not-reachable': 'no',
        'refused-by-firewall': 'no',
        'server-error': 'no',
        throttled: 'no',
        'no-challenge': 'yes',
      },
    ],
    [
      'refused connection',
      ran(
        `curl -sS https://${HOST}/v2/`,
        `curl: (7) Failed to connect to ${HOST} port 443 after 3 ms: Connection refused`,
      ),
      { 'not-reachable': 'yes' },
    ],
    [
      'no answer in time',
      ran(
        `curl -sS -o /dev/null -w "%{http_code}" https://${HOST}/v2/`,
        '000curl: (28) Connection timed out',
      ),
      { 'not-reachable': 'yes' },
    ],
    [
      'no answer in time, on its own line',
      ran(
        `curl -sS -o /dev/null -w "%{http_code}" https://${HOST}/v2/`,
        'curl: (28) Connection timed out after 10001 milliseconds\n000',
      ),
      { 'not-reachable': 'yes' },
    ],
    [
      'a port that does not open',
      `PS C:\\> Test-NetConnection ${HOST} -Port 443\n\nComputerName     : ${HOST}\nRemoteAddress    : 20.1.1.1\nRemotePort       : 443\nTcpTestSucceeded : False\n`,
      { 'not-reachable': 'yes' },
    ],
  ])('%s', (_name, text, held) => {
    expect(heldPasted(ID, text)).toEqual(held);
  });

  test.each([
    ['another host', ran('curl -sS -o /dev/null -w "%{http_code}" https://mcr.microsoft.com/v2/', '200')],
    ['another path', ran(`curl -sS -i https://${HOST}/v2/_catalog`, 'HTTP/1.1 200 OK\n')],
    [
      'a certificate',
      ran(
        `curl -sS https://${HOST}/v2/`,
        'curl: (60) SSL certificate problem: unable to get local issuer certificate',
      ),
    ],
    [
      'an open port',
      `PS C:\\> Test-NetConnection ${HOST} -Port 443\n\nComputerName     : ${HOST}\nTcpTestSucceeded : True\n`,
    ],
    ['a status without its command line', '401'],
  ])('%s: proves nothing', (_name, text) => {
    expect(heldPasted(ID, text)).toEqual({});
  });

  test('without a registry in question nothing is read', () => {
    expect(heldPasted(ID, ran(`dig +short ${HOST}`, '10.1.0.5'), { repository: PULLED.repository! })).toEqual(
      {},
    );
  });
});
