import { READ_VNET, type VirtualNetwork } from '../../azure/network';
import type { Read } from '../../azure/reading';
import { defineCheck, judgeRead, no, unknown, yes } from '../check';
import { ofConsumer } from './consumer';
import { readVnetOf } from './zones';

const CUSTOM = 'custom-dns';
/** Azure's own DNS, which a network may name too. */
const AZURE = '168.63.129.16';

/** What makes causes of name resolution possible, and its absence rules some out. */
export const dnsServers = defineCheck<Read<VirtualNetwork>, 'subnetId'>({
  id: 'network/dns-servers',
  title: 'DNS servers of the network that the pull comes from',
  statements: { [CUSTOM]: { says: 'The virtual network uses DNS servers of its own', ...ofConsumer } },
  needs: ['subnetId'],
  uses: ['dnsServer'],
  permissions: [READ_VNET],
  unverified: [
    'Machines take up other DNS servers only after a restart, so they may still ask those of before.',
  ],
  collect: (eyes, { subnetId }) => readVnetOf(eyes, subnetId),
  judge: (read, { dnsServer }) =>
    judgeRead(read, [CUSTOM], ({ name, dnsServers: servers }) => {
      const own = servers.filter((one) => one !== AZURE);
      if (own.length > 0) return [yes(CUSTOM, `virtual network ${name} uses ${own.join(', ')}`)];
      if (dnsServer !== undefined && !isOfNetwork(dnsServer))
        return [
          unknown(CUSTOM, `virtual network ${name} names no DNS servers now, but ${dnsServer} was asked`),
        ];
      return [no(CUSTOM, `virtual network ${name} names no DNS servers, so it uses Azure's`)];
    }),
});

/** Whether the server that was asked is Azure's, or the machine's own, which asks the network's. */
function isOfNetwork(server: string): boolean {
  return server.startsWith(AZURE) || server.startsWith('127.') || server.startsWith('[::1]');
}
