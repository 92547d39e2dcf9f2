import type { Note } from './note';

const SAMPLES = [
  {
    title: 'Sample: 401 from AKS',
    text: 'Warning  Failed  12s (x3 over 58s)  kubelet  Failed to pull image "contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3": rpc error: code = Unknown desc = failed to pull and unpack image "contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3": failed to resolve reference "contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contosoprod7.azurecr.io/oauth2/token?scope=repository%3Ateam-a%2Fingest-worker%3Apull&service=contosoprod7.azurecr.io: 401 Unauthorized',
  },
  { title: 'Sample: a question', text: 'Is a restart enough after the registry key was rotated?' },
];

const USES = [
  'Paste an error message, as long as you like: a pod event, a log, the output of az, docker or kubectl. Secrets in it are masked before anything reads it.',
  'Or ask a question about pulling from, streaming with, or transferring between Azure container registries.',
  'Every cause comes with its source and with the command that confirms it. What is not documented is not guessed.',
];

/**
 * Whatever is said in fixed words besides answers; what has a name or a number in it stands in `told.ts`. Each leads on
 * to a next step.
 */
export const NOTES = {
  help: { title: 'What ACR Doctor does', lines: USES, samples: SAMPLES },
  greeting: {
    title: 'Which image does not pull, convert or transfer?',
    lines: USES.slice(0, 2),
    samples: SAMPLES,
  },
  welcome: {
    title: 'ACR Doctor finds out why a container image will not pull, convert or transfer.',
    lines: USES,
    samples: SAMPLES,
  },
  thanks: {
    title: 'Noted.',
    lines: ['Paste the next message when something fails again. help shows what can be asked.'],
  },
  bye: { title: 'Nothing is running.', lines: ['Paste a message at any time to begin anew.'] },
  back: { title: 'No question is open.', lines: ['Paste a message or type a command at any time.'] },
  skip: { title: 'No question is open.', lines: ['Paste a message or type a command at any time.'] },
  setAside: { title: 'Set aside.', lines: ['Paste a message or type a command at any time.'] },
  reply: { title: 'That question is over.', lines: ['Begin anew with a command or a paste.'] },
  empty: {
    title: 'The message is empty.',
    lines: ['Paste the error as text, with a few lines before it.'],
    samples: SAMPLES,
  },
  picture: {
    title: 'Screenshots cannot be read here.',
    lines: [
      'Paste the text instead. For a pod: kubectl describe pod <pod> --namespace <namespace>.',
      'For a container app: az containerapp logs show --name <app> --resource-group <resource-group> --type system.',
    ],
  },
  file: {
    title: 'No file could be read here.',
    lines: [
      'In a chat with ACR Doctor alone, attach a .txt, .log, .json or .yaml file of up to 1 MB.',
      'Anywhere else, paste the lines around the error; secrets in them are masked.',
    ],
  },
  unchecked: {
    title: 'No live check speaks about these causes.',
    lines: ['The card above says how each is confirmed: run its command and compare.'],
  },
  noLive: {
    title: 'No live checks can be run here.',
    lines: [
      'The bot was started without rights in Azure. Paste the output of a command instead; it is read the same way.',
    ],
  },
  gone: {
    title: 'This entry is no longer there.',
    lines: ['Paste the message again for an up-to-date answer.'],
  },
  tooMuch: {
    title: 'That is more than can be answered at once.',
    lines: [
      'Messages of the last minute that got no answer were not read. Send the next one in a minute.',
      'One long paste is better than many short ones: put all lines around the error into one message.',
    ],
  },
  busy: {
    title: 'Too many diagnoses are running.',
    lines: ['This message was not read. Send it again in a minute.'],
  },
  store: {
    title: 'The message could not be kept.',
    lines: [
      "The bot's store does not take anything at the moment, so this message gets no answer. Send it again in a minute; if this stays, tell whoever runs the bot.",
    ],
  },
  givenUp: {
    title: 'One message could not be answered.',
    lines: [
      'The bot stopped three times while it worked on it, and will not try again. Send a part of it: the lines around the error are enough. Whoever runs the bot finds the reason in its log.',
    ],
  },
  updated: {
    title: 'The bot was updated since it asked.',
    lines: ['Its question is over. Your message is read as a new one.'],
  },
  olderQuestion: {
    title: 'That button belongs to an older question.',
    lines: ['The open one follows; cancel ends it.'],
  },
  noted: {
    title: 'Noted for whoever keeps the knowledge base.',
    lines: [
      'Other causes: paste more of the log, or the output of a command on the card; it is read in place of a live check.',
    ],
  },
  notShared: {
    title: 'Nothing was shared.',
    lines: [
      'A card is shared by whoever asked for it, while its case is kept. Paste the message for a case of your own.',
    ],
  },
  needsConversation: {
    title: 'This needs a conversation.',
    lines: [
      'Paste the message in the chat with ACR Doctor: it asks there for what is missing, and checks live.',
    ],
  },
  late: {
    title: 'Reading this message takes longer than Teams waits.',
    lines: [
      'Paste the lines around the error in the chat with ACR Doctor. It answers there when it is done.',
    ],
  },
  nothingToWatch: {
    title: 'That names nothing to watch.',
    lines: ['watch takes an image, like contoso.azurecr.io/team/app:1.2, or a registry with --pipeline-run.'],
  },
  maintainersOnly: {
    title: 'Only maintainers see the gaps of the knowledge base.',
    lines: ['Whoever runs the bot names them in ACR_DOCTOR_MAINTAINERS, by object id.'],
  },
  noGap: {
    title: 'No gap is known.',
    lines: ['A message that could not be answered, or an answer with a thumb down, is listed here.'],
  },
} as const satisfies Record<string, Note>;
