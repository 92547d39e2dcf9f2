import { look, heldIn } from '../look';
import { EXPORT, IMPORT, transferring } from './transferring';
test('x', async () => {
  for (const [s, p] of [[transferring({keyVaults:{'contoso-transfer':{policies:{bot:['get']}}}}), IMPORT], ['transfer-key-rotated', EXPORT]] as const)
    console.log(JSON.stringify((await look('transfer/stored-sas', s, p, { mayRevealSecrets: true })).judged.map(({statement, holds, saw, since}) => [statement, holds, saw, since]), null, 1));
  console.log(heldIn(await look('transfer/stored-sas', 'healthy', EXPORT, { mayRevealSecrets: true })));
});
